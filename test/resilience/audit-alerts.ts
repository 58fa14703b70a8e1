/** Alerts equal a replay of the ledger's topic. */
import assert from 'node:assert/strict';
import { type DescMessage, fromBinary, type MessageShape } from '@bufbuild/protobuf';
import { BudgetEventSchema, type BudgetThresholdExceeded } from '#gen/melo/budgets/v1/budget_event_pb.ts';
import { NotificationKind } from '#gen/melo/notifications/v1/notification_pb.ts';
import { type TransactionEvent, TransactionEventSchema } from '#gen/melo/transactions/v1/transaction_event_pb.ts';
import type { Transaction } from '#gen/melo/transactions/v1/transaction_pb.ts';
import { mailsTo, until } from '#infra/local/demo/api-client.ts';
import { topics } from '#infra/topology.ts';
import { resourceChange } from '#kit/events/resource-change.ts';
import { decodeWireFormat } from '#kit/events/wire-format.ts';
import type { AnyEvent } from '#kit/store/checkpoints.ts';
import { readRecords } from '../fixtures/records.ts';
import { CATEGORIES, type Household, LIMIT, THRESHOLDS } from './household.ts';
import { CALL, persist } from './persist.ts';
import { at } from './stack.ts';

const PAGE = { pageSize: 200 };

/** Waits like `until`, but does not fail when time is over: the comparison that follows says what is missing. */
export async function untilLate(what: string, look: () => Promise<true | undefined>, waitMs: number): Promise<void> {
  const isLate = (error: unknown) => error instanceof Error && error.message.endsWith(what);
  await until(what, look, waitMs).catch((error: unknown) => {
    if (!isLate(error)) throw error;
  });
}

/**
 * Alerts equal a replay of the ledger's topic: each threshold that was ever passed is on the topic once. Of those that were passed
 * at once people are notified of the highest, once in the app and once by mail.
 */
export async function auditAlerts(households: readonly Household[], left: () => number): Promise<void> {
  const ledger = await events(topics.transaction, TransactionEventSchema, households);
  const alerts = households.map((household) => replay(ledger.get(household.id) ?? [], household).sort());
  const sent = async () => {
    const published = await events(topics.budget, BudgetEventSchema, households);
    return households.map(({ id }) =>
      (published.get(id) ?? [])
        .filter(({ change }) => change.case === 'budgetThresholdExceeded')
        .map(({ change }) => change.value as BudgetThresholdExceeded),
    );
  };
  await untilLate(
    `${alerts.flat().length} alerts on the topic`,
    async () => (await sent()).flat().length >= alerts.flat().length || undefined,
    left(),
  );
  const onTopic = await sent();
  for (const [i, { person, email }] of households.entries()) {
    const names = onTopic[i]!.map(({ lineName, thresholdPercent }) => `${lineName} ${thresholdPercent}`).sort();
    assert.deepEqual(names, alerts[i], `alerts on the topic of ${email}`);
    const { length } = onTopic[i]!.filter(({ superseded }) => !superseded);
    const all = async () =>
      ((await alertsOf(person)).length === length && (await mailed(email)).size === length) || undefined;
    await untilLate(`${length} alerts of ${email}`, all, left());
    assert.equal((await alertsOf(person)).length, length, `alerts in the app of ${email}`);
    assert.equal((await mailed(email)).size, length, `alerts by mail of ${email}`);
  }
}

async function alertsOf(person: Household['person']) {
  const { notifications } = await persist('notifications', () => person.notifications.listNotifications(PAGE, CALL));
  return notifications.filter(({ kind }) => kind === NotificationKind.BUDGET_THRESHOLD);
}

/** Alerts mailed, by their text: mail is sent at least once, so a crash may send one again. */
const mailed = async (email: string): Promise<Set<string>> =>
  new Set((await mailsTo(at, email)).filter(({ subject }) => /budget/i.test(subject)).map(({ text }) => text));

/** Events by household in the order of their sequence, each once, since the first of these households was there. */
async function events<Desc extends DescMessage>(topic: string, schema: Desc, households: readonly Household[]) {
  const [{ since }] = households as readonly [Household];
  const once = new Map<bigint, MessageShape<Desc> & AnyEvent>();
  for (const { value } of await readRecords(at.urls.kafka, topic, since.get(topic))) {
    // A test of poison leaves what is no event.
    if (value?.[0] !== 0) continue;
    const event = fromBinary(schema, decodeWireFormat(value).payload) as MessageShape<Desc> & AnyEvent;
    once.set(event.sequence, event);
  }
  const ordered = [...once.values()].sort((a, b) => (a.sequence < b.sequence ? -1 : 1));
  return Map.groupBy(ordered, ({ householdId }) => householdId);
}

/** Line and threshold of every alert that these events must have caused. */
function replay(events: readonly TransactionEvent[], { categories }: Household): string[] {
  const spent = new Map(categories.map((id) => [id, 0n]));
  const fired = new Set<string>();
  const count = (side: Transaction | undefined, sign: 1n | -1n): void => {
    if (!side || side.transfer) return;
    for (const { categoryId, amount } of side.lines)
      spent.set(categoryId, (spent.get(categoryId) ?? 0n) - sign * amount!.minorUnits);
  };
  for (const { change } of events) {
    const { before, after } = resourceChange({ change });
    count(before, -1n);
    count(after, 1n);
    for (const [i, category] of categories.entries())
      for (const percent of THRESHOLDS)
        if (spent.get(category)! * 100n >= LIMIT * BigInt(percent)) fired.add(`${CATEGORIES[i]} ${percent}`);
  }
  return [...fired];
}
