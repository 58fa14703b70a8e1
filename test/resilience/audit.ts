/** Compares Melo with the books of a test: the ledger has every acknowledged write once, and every derived figure follows from it. */
import assert from 'node:assert/strict';
import type { Transaction } from '#gen/melo/transactions/v1/transaction_pb.ts';
import { today } from '../e2e/household.ts';
import { auditAlerts, untilLate } from './audit-alerts.ts';
import { caughtUp } from './caught-up.ts';
import { type Household, OPENING } from './household.ts';
import type { Entry } from './household-writes.ts';
import { CALL, persist } from './persist.ts';

const PAGE = { pageSize: 200 };

/** Figures of a household that must be equal: what the books say and what Melo says. */
type Figures = Record<string, unknown>;

/** Compares until everything agrees, for at most `waitMs` in all; then fails with the differences. */
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
