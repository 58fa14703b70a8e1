/** The books against Melo: the ledger holds what was acknowledged, once, and every derived figure is that of the ledger. */

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
import { today } from '../e2e/household.ts';
import { readRecords } from '../fixtures/records.ts';
import { caughtUp } from './caught-up.ts';
import { CATEGORIES, type Entry, type Household, LIMIT, OPENING, THRESHOLDS } from './household.ts';
import { CALL, persist } from './persist.ts';
import { at } from './stack.ts';

const PAGE = { pageSize: 200 };

/** Figures of a household that must be equal: what the books say and what Melo says. */
type Figures = Record<string, unknown>;

/** Compares until everything agrees, for at most `waitMs` in all; then says what does not. */
export async function audit(households: readonly Household[], waitMs: number): Promise<void> {
  const deadline = Date.now() + waitMs;
  const left = () => Math.max(deadline - Date.now(), 0);
  await caughtUp(left());
  for (const household of households) {
    const expected = fromBooks(household);
    let found: Figures = {};
    const agrees = async () => {
      found = await fromMelo(household);
      return same(found, expected) || undefined;
    };
    await untilLate(`figures of ${household.email}`, agrees, left());
    assert.deepEqual(found, expected, `figures of ${household.email}`);
  }
  await auditAlerts(households, left);
}

/** Waits, but leaves it to who compares to say what was not reached in time. */
async function untilLate(what: string, look: () => Promise<true | undefined>, waitMs: number): Promise<void> {
  const isLate = (error: unknown) => error instanceof Error && error.message.endsWith(what);
  await until(what, look, waitMs).catch((error: unknown) => {
    if (!isLate(error)) throw error;
  });
}

const same = (a: Figures, b: Figures): boolean => text(a) === text(b);
const text = (figures: Figures): string =>
  JSON.stringify(figures, (_, value) => (typeof value === 'bigint' ? String(value) : value));

function fromBooks({ books, accounts, categories }: Household): Figures {
  const entries = [...books.values()];
  const sum = (of: (entry: Entry) => boolean) =>
    entries.filter(of).reduce((total, { minorUnits }) => total + minorUnits, 0n);
  return {
    ledger: [...books].map(([id, { account, minorUnits }]) => `${id} ${account} ${minorUnits}`).sort(),
    balances: accounts.map((id) => OPENING + sum(({ account }) => account === id)),
    spent: categories.map((id) => -sum(({ category }) => category === id)),
    reported: categories.map((id) => -sum(({ category }) => category === id)),
    netWorth: OPENING * BigInt(accounts.length) + sum(() => true),
  };
}

async function fromMelo(household: Household): Promise<Figures> {
  const { person, accounts, categories, budgetId } = household;
  const range = { fromDate: today.with({ day: 1 }).toString(), toDate: today.toString() };
  const [ledger, { balances }, { statuses }, spending, worth] = await Promise.all([
    ledgerOf(household),
    persist('balances', () => person.accounts.batchGetBalances({ ids: accounts }, CALL)),
    persist('statuses', () => person.budgets.batchGetBudgetStatuses({ ids: [budgetId], date: today.toString() }, CALL)),
    persist('spending', () => person.reports.getSpendingByCategory(range, CALL)),
    persist('net worth', () => person.reports.getNetWorth(range, CALL)),
  ]);
  return {
    ledger: ledger.map(({ id, accountId, amount }) => `${id} ${accountId} ${amount!.minorUnits}`).sort(),
    balances: accounts.map((id) => balances.find(({ accountId }) => accountId === id)?.balance?.minorUnits),
    spent: statuses[0]!.lines.map(({ spent }) => spent?.minorUnits ?? 0n),
    reported: categories.map(
      (id) => spending.rows.find(({ categoryId }) => categoryId === id)?.amount?.minorUnits ?? 0n,
    ),
    netWorth: worth.points.at(-1)?.netWorth?.minorUnits,
  };
}

async function ledgerOf({ person }: Household): Promise<Transaction[]> {
  const all: Transaction[] = [];
  for (let pageToken = ''; ; ) {
    const page = await persist('list', () => person.transactions.listTransactions({ ...PAGE, pageToken }, CALL));
    all.push(...page.transactions);
    pageToken = page.nextPageToken;
    if (!pageToken) return all;
  }
}

/**
 * Alerts equal a replay of the ledger's topic: each threshold that was ever passed is on the topic once. Of those that were passed
 * at once people are told the highest, once in the app and once by mail.
 */
async function auditAlerts(households: readonly Household[], left: () => number): Promise<void> {
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
