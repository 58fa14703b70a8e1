/** BudgetService: budgets of households, and how much of them is spent. */
import type { ServiceImpl } from '@connectrpc/connect';
import { type Budget, BudgetSchema } from '#gen/melo/budgets/v1/budget_pb.ts';
import type { BudgetService } from '#gen/melo/budgets/v1/budget_service_pb.ts';
import { topics } from '#infra/topology.ts';
import { callerOf } from '#kit/rpc/access.ts';
import { errors } from '#kit/rpc/errors.ts';
import { applyFieldMask } from '#kit/rpc/field-mask.ts';
import { decodePageToken, encodePageToken, pageSize, paginate, UUID } from '#kit/rpc/pagination.ts';
import { writeContextOf } from '#kit/rpc/write-context.ts';
import { type Clock, plainDate, todayIn } from '#kit/values/dates.ts';
import type { ReferenceResolver } from '../references.ts';
import { entriesOf, monthId, monthOf } from '../spending/daily-sums.ts';
import { factsFrom, statusOf } from '../spending/line-figures.ts';
import type { BudgetStore } from '../store.ts';
import { periodOf } from './period.ts';
import { createBudget, deleteBudget, MAX_BUDGETS, UPDATABLE_FIELDS, updateBudget } from './rules.ts';

export const budgetRoutes = (
  store: BudgetStore,
  resolve: ReferenceResolver,
  clock: Clock,
): ServiceImpl<typeof BudgetService> => ({
  async getBudget({ id }, context) {
    const [budget] = await store.budgets([id], callerOf(context).visible);
    return { budget: callerOf(context).requireRole(budget, 'budget') };
  },

  async batchGetBudgets({ ids }, context) {
    return { budgets: await store.budgets(ids, callerOf(context).visible) };
  },

  async listBudgets({ householdId, pageSize: requestedSize, pageToken: token }, context) {
    const [after] = decodePageToken(token, [UUID]) ?? [''];
    const rows = await store.page(callerOf(context).requireHousehold(householdId), after!, pageSize(requestedSize) + 1);
    const { page, nextPageToken } = paginate(rows, pageSize(requestedSize), ({ id }) => encodePageToken(id));
    return { budgets: page, nextPageToken };
  },

  async createBudget({ householdId, budget }, context) {
    const write = writeContextOf(context);
    const household = callerOf(context).requireHousehold(householdId);
    const slot = await store.freeSlot(household, MAX_BUDGETS);
    if (!slot) throw errors.tooMany('budgets', MAX_BUDGETS);
    const known = await resolve(household, budget!);
    const today = await todayOf({ store, clock }, household);
    const change = createBudget(budget!, { householdId: household, today }, known, write);
    return store.commit(write, change, { budget: change.after }, slot);
  },

  async updateBudget({ id, budget, updateMask }, context) {
    const write = writeContextOf(context);
    const [found] = await store.budgets([id], callerOf(context).visible);
    const before = callerOf(context).requireRole(found, 'budget');
    const wanted = applyFieldMask(BudgetSchema, {
      before,
      wanted: budget,
      mask: updateMask,
      updatable: UPDATABLE_FIELDS,
    });
    const change = updateBudget(before, wanted, await resolve(before.householdId, wanted), write);
    return store.commit(write, change, { budget: change.after });
  },

  async deleteBudget({ id, etag }, context) {
    const write = writeContextOf(context);
    const [found] = await store.budgets([id], callerOf(context).visible);
    const before = callerOf(context).requireRole(found, 'budget');
    if (etag && etag !== before.etag) throw errors.etagMismatch('budget');
    return store.commit(write, deleteBudget(before, write), {});
  },

  async batchGetBudgetStatuses({ ids, date }, context) {
    if (date && !plainDate(date)) throw errors.field('date', 'is not a valid date');
    const budgets = await store.budgets(ids, callerOf(context).visible);
    const byHousehold = Map.groupBy(budgets, ({ householdId }) => householdId);
    const statuses = await Promise.all([...byHousehold.values()].map((own) => statusesOf({ store, clock }, own, date)));
    return { statuses: statuses.flat() };
  },
});

type Dependencies = { readonly store: BudgetStore; readonly clock: Clock };

async function todayOf({ store, clock }: Dependencies, household: string): Promise<string> {
  const known = await store.households([household]);
  return todayIn(clock(), known.get(household)!.timeZone).toString();
}

/** Statuses of budgets of one household in the period of a day, by default today. Sums are read once for all of them. */
async function statusesOf({ store, clock }: Dependencies, budgets: readonly Budget[], date: string) {
  const { householdId } = budgets[0]!;
  // Read before the sums, which then include at least what it says.
  const [freshness, households] = await Promise.all([
    store.checkpoints.freshness(topics.transaction, householdId),
    store.households([householdId]),
  ]);
  const household = households.get(householdId)!;
  const today = todayIn(clock(), household.timeZone).toString();
  const periods = budgets.map((budget) => ({ budget, period: periodOf(budget.period, date || today) }));
  const from = monthOf(periods.map(({ budget, period }) => factsFrom(budget, period)).sort()[0]!);
  const to = monthOf(
    periods
      .map(({ period }) => period.end)
      .sort()
      .at(-1)!,
  );
  const months = household.months.filter((month) => month >= from && month <= to);
  const [tree, sums] = await Promise.all([
    store.categoryTree(householdId, household),
    store.sumsOf(months.map((month) => monthId(householdId, month))),
  ]);
  const facts = entriesOf(sums.values());
  return periods.map(({ budget, period }) => statusOf(budget, period, { facts, tree, today }, freshness));
}
