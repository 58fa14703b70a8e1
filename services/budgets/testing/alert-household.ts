/** For tests of alerts: a household with a ledger and budgets, whose events are delivered on request. */
import { fromBinary } from '@bufbuild/protobuf';
import type { Client } from '@connectrpc/connect';
import { BudgetEventSchema, type BudgetThresholdExceeded } from '#gen/melo/budgets/v1/budget_event_pb.ts';
import { type Budget, Rollover } from '#gen/melo/budgets/v1/budget_pb.ts';
import { BudgetService } from '#gen/melo/budgets/v1/budget_service_pb.ts';
import { CategoryKind } from '#gen/melo/categories/v1/category_pb.ts';
import { topics } from '#infra/topology.ts';
import { type createTestRouter, createTestUser } from '#kit/testing/test-router.ts';
import type { Clock } from '#kit/values/dates.ts';
import { uuidv7 } from '#kit/values/ids.ts';
import { money } from '#kit/values/money.ts';
import { deliver, newLedger } from '#test/fixtures/ledger.ts';
import { nextSequence } from '#test/fixtures/ledger-events.ts';
import { subscriptions } from '../consume.ts';
import type { BudgetStore } from '../store.ts';

type Dependencies = {
  readonly store: BudgetStore;
  readonly api: ReturnType<typeof createTestRouter>;
  readonly clock: Clock;
};
type Line = { limit?: bigint; thresholds?: readonly number[]; rollover?: Rollover };
type LedgerFixture = ReturnType<typeof newLedger>;

/** A household with two expense categories, of which budgets cover the first. */
export async function createAlertHousehold({ store, api, clock }: Dependencies) {
  const ledger = newLedger();
  const account = ledger.account();
  const [food, travel] = [ledger.category(CategoryKind.EXPENSE), ledger.category(CategoryKind.EXPENSE)];
  const salary = ledger.category(CategoryKind.INCOME);
  const consumers = subscriptions(store, clock);
  const budgets = api.as(BudgetService, createTestUser(ledger.householdId));
  const events = householdEvents(store, ledger);
  const settle = async () => {
    await deliver(consumers, events.unconsumed());
    await events.publish();
    await deliver(consumers, events.own.splice(0));
    await events.publish();
  };
  const spend = (units: bigint, date = '2026-03-10', category = food) =>
    ledger.post({ account, date, lines: [{ category, units: -units }] });
  await settle();
  return {
    ledger,
    account,
    food,
    travel,
    salary,
    budgets,
    consumers,
    ...events,
    settle,
    spend,
    ...budgetActions(budgets, food),
  };
}

function householdEvents(store: BudgetStore, ledger: LedgerFixture) {
  const sent: BudgetThresholdExceeded[] = [];
  const own: { topic: string; event: unknown }[] = [];
  let consumed = 0;
  return {
    /** Alerts that were published. */
    sent,
    /** Published budget events, which the service consumes itself. */
    own,
    /** Publishes the outbox. */
    async publish(): Promise<void> {
      await store.outbox.lease('test', Date.now(), 60_000);
      for (let taken = await store.outbox.take(500); taken.length > 0; taken = await store.outbox.take(500)) {
        for (const { payload } of taken) {
          const event = fromBinary(BudgetEventSchema, payload);
          if (event.householdId !== ledger.householdId) continue;
          if (event.change.case === 'budgetThresholdExceeded') sent.push(event.change.value);
          own.push({ topic: topics.budget, event: { ...event, sequence: nextSequence() } });
        }
        await store.outbox.sent(taken);
      }
    },
    /** Events of the ledger since the last call. */
    unconsumed() {
      const all = ledger.events.slice(consumed);
      consumed = ledger.events.length;
      return all.filter(({ topic }) => topic !== topics.account);
    },
  };
}

function budgetActions(budgets: Client<typeof BudgetService>, categoryId: string) {
  const line = ({ limit = 10_000n, thresholds = [50, 80, 100], rollover = Rollover.NONE }: Line) => ({
    name: 'Food',
    categoryIds: [categoryId],
    limit: money('EUR', limit),
    thresholdPercents: [...thresholds],
    rollover,
  });
  return {
    async plan(wanted: Line = {}): Promise<Budget> {
      const budget = { name: 'Plan', currencyCode: 'EUR', startDate: '2026-01-01', lines: [line(wanted)] };
      return (await budgets.createBudget({ budget, requestId: uuidv7() })).budget!;
    },
    async replan({ id, lines: [old] }: Budget, wanted: Line): Promise<Budget> {
      const response = await budgets.updateBudget({
        id,
        budget: { lines: [{ ...line(wanted), id: old!.id }] },
        updateMask: { paths: ['lines'] },
        requestId: uuidv7(),
      });
      return response.budget!;
    },
  };
}
