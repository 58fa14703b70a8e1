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
import { factsFrom, statusOf } from '../spending/line-figures.ts';
import type { BudgetStore } from '../store.ts';
import { periodOf } from './period.ts';
import { createBudget, deleteBudget, MAX_BUDGETS, UPDATABLE_FIELDS, updateBudget } from './rules.ts';

export function budgetRoutes(
  store: BudgetStore,
  look: ReferenceResolver,
  clock: Clock,
): ServiceImpl<typeof BudgetService> {
  return {
    async getBudget({ id }, context) {
      const [budget] = await store.budgets([id], callerOf(context).visible);
      return { budget: callerOf(context).requireRole(budget, 'budget') };
    },

    async batchGetBudgets({ ids }, context) {
      return { budgets: await store.budgets(ids, callerOf(context).visible) };
    },

    async listBudgets({ householdId, pageSize: requestedSize, pageToken: token }, context) {
      const [after] = decodePageToken(token, [UUID]) ?? [''];
      const rows = await store.page(
        callerOf(context).requireHousehold(householdId),
        after!,
        pageSize(requestedSize) + 1,
      );
      const { page, nextPageToken } = paginate(rows, pageSize(requestedSize), ({ id }) => encodePageToken(id));
      return { budgets: page, nextPageToken };
    },

    async createBudget({ householdId, budget }, context) {
      const write = writeContextOf(context);
      const household = callerOf(context).requireHousehold(householdId);
      const slot = await store.freeSlot(household, MAX_BUDGETS);
      if (!slot) throw errors.tooMany('budgets', MAX_BUDGETS);
      const change = createBudget(budget!, household, await look(household, budget!), await today(household), write);
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
      const change = updateBudget(before, wanted, await look(before.householdId, wanted), write);
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
      if (date && !plainDate(date)) throw errors.field('date', 'is no day of the calendar');
      const budgets = await store.budgets(ids, callerOf(context).visible);
      const byHousehold = Map.groupBy(budgets, ({ householdId }) => householdId);
      const statuses = await Promise.all([...byHousehold].map(([household, own]) => statusesOf(household, own, date)));
      return { statuses: statuses.flat() };
    },
  };

  /** One reading of facts serves all budgets of a household. */
  async function statusesOf(household: string, budgets: readonly Budget[], date: string) {
    const now = await today(household);
    const freshness = await store.checkpoints.freshness(topics.transaction, household);
    const tree = await store.categories(household);
    const spans = budgets.map((budget) => ({ budget, span: periodOf(budget.period, date || now) }));
    const from = spans.map(({ budget, span }) => factsFrom(budget, span)).sort()[0]!;
    const to = spans
      .map(({ span }) => span.end)
      .sort()
      .at(-1)!;
    const facts = await store.facts(household, from, to);
    return spans.map(({ budget, span }) => statusOf(budget, span, now, facts, tree, freshness));
  }

  async function today(household: string): Promise<string> {
    return todayIn(clock(), await store.timeZone(household)).toString();
  }
}
