/** Rules of budgets: which budgets can be created, and what may change. */
import { clone } from '@bufbuild/protobuf';
import { Code } from '@connectrpc/connect';
import { BudgetEventSchema } from '#gen/melo/budgets/v1/budget_event_pb.ts';
import { type Budget, BudgetSchema } from '#gen/melo/budgets/v1/budget_pb.ts';
import { BudgetsReason, BudgetsReasonSchema } from '#gen/melo/budgets/v1/reason_pb.ts';
import { CategoryKind } from '#gen/melo/categories/v1/category_pb.ts';
import { type EventChange, newEvent } from '#kit/events/event.ts';
import { domainError } from '#kit/rpc/errors.ts';
import type { WriteContext } from '#kit/rpc/write-context.ts';
import { plainDate, timestamp } from '#kit/values/dates.ts';
import { isCurrency } from '#kit/values/money.ts';

export const UPDATABLE_FIELDS = ['name', 'period', 'lines', 'start_date'] as const;

/** Limit per household, because every event is evaluated against all of them. */
export const MAX_BUDGETS = 200;

/** Kinds of the household's categories by ID. */
export type Kinds = ReadonlyMap<string, CategoryKind>;

/** Creates a budget; `today` is the day in the household's time zone. Errors: those of `check`. */
export function createBudget(
  wanted: Budget,
  { householdId, today }: { readonly householdId: string; readonly today: string },
  known: Kinds,
  write: WriteContext,
) {
  const after = clone(BudgetSchema, wanted);
  Object.assign(after, { id: write.newId(), householdId, createTime: timestamp(write.now), etag: '1' });
  after.startDate ||= today;
  for (const line of after.lines) line.id = write.newId();
  check(after, known);
  const value = { after };
  return { after, events: [budgetEvent(write, after, { case: 'budgetCreated', value })] };
}

/** Updates a budget; `wanted` is merged and valid in shape. Lines with a known ID keep it, others get one. Errors: those of `check`. */
export function updateBudget(before: Budget, wanted: Budget, known: Kinds, write: WriteContext) {
  const after = clone(BudgetSchema, wanted);
  after.etag = String(BigInt(before.etag) + 1n);
  after.startDate ||= before.startDate;
  const old = new Set(before.lines.map(({ id }) => id));
  for (const line of after.lines) if (!old.delete(line.id)) line.id = write.newId();
  check(after, known);
  return { before, after, events: [budgetEvent(write, after, { case: 'budgetUpdated', value: { before, after } })] };
}

export function deleteBudget(before: Budget, write: WriteContext) {
  const deleted = { ...before, etag: String(BigInt(before.etag) + 1n) };
  return { before, events: [budgetEvent(write, deleted, { case: 'budgetDeleted', value: { before } })] };
}

export const budgetEvent = (write: WriteContext, budget: Budget, change: EventChange<typeof BudgetEventSchema>) =>
  newEvent(write, BudgetEventSchema, {
    householdId: budget.householdId,
    version: BigInt(budget.etag),
    change,
  });

/** Errors: CURRENCY_UNKNOWN, DATE_INVALID, CURRENCY_MISMATCH, LIMIT_NEGATIVE, CATEGORY_UNKNOWN, CATEGORY_KIND_MISMATCH. */
function check(budget: Budget, known: Kinds): void {
  const { currencyCode, startDate, period, lines } = budget;
  if (!isCurrency(currencyCode))
    throw budgetsError(BudgetsReason.CURRENCY_UNKNOWN, 'currency_code', `${currencyCode} is not a known currency.`);
  if (!plainDate(startDate))
    throw budgetsError(BudgetsReason.DATE_INVALID, 'start_date', `${startDate} is not a valid date.`);
  if (period?.anchorDate && !plainDate(period.anchorDate)) {
    throw budgetsError(BudgetsReason.DATE_INVALID, 'period.anchor_date', `${period.anchorDate} is not a valid date.`);
  }
  for (const [i, { limit, categoryIds }] of lines.entries()) {
    if (limit!.currencyCode !== currencyCode) {
      throw budgetsError(
        BudgetsReason.CURRENCY_MISMATCH,
        `lines[${i}].limit`,
        `The limit must be in ${currencyCode}, the currency of the budget.`,
      );
    }
    if (limit!.minorUnits < 0n)
      throw budgetsError(BudgetsReason.LIMIT_NEGATIVE, `lines[${i}].limit`, 'The limit cannot be negative.');
    if (categoryIds.some((id) => !known.has(id))) {
      throw budgetsError(
        BudgetsReason.CATEGORY_UNKNOWN,
        `lines[${i}].category_ids`,
        'This category does not exist in the household.',
      );
    }
    if (categoryIds.some((id) => known.get(id) !== CategoryKind.EXPENSE)) {
      throw budgetsError(
        BudgetsReason.CATEGORY_KIND_MISMATCH,
        `lines[${i}].category_ids`,
        'A budget limits spending. Choose expense categories only.',
      );
    }
  }
}

const budgetsError = (reason: BudgetsReason, field: string, text: string) =>
  domainError(BudgetsReasonSchema, { code: Code.InvalidArgument, reason, text, metadata: { field } });
