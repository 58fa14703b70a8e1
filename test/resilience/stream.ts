/** A steady stream of requests of every kind through the edge, each counted by its outcome. */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { ConnectError } from '@connectrpc/connect';
import { eur, newHousehold, today } from '../e2e/household.ts';

const DEADLINE = { timeoutMs: 10_000 };

export type Stream = { readonly sent: number; readonly failures: readonly string[] };

/** Sends `perSecond` requests a second while `work` lasts. */
export async function streamDuring(perSecond: number, work: () => Promise<void>): Promise<Stream> {
  const kinds = await kindsOfRequests();
  const failures: string[] = [];
  const open = new Set<Promise<void>>();
  let sent = 0;
  let working = true;
  const done = work().finally(() => {
    working = false;
  });
  const started = performance.now();
  while (working) {
    const [name, ask] = kinds[sent % kinds.length]!;
    const call: Promise<void> = ask()
      .then(
        () => {},
        (error: unknown) => void failures.push(`${name}: ${ConnectError.from(error).message}`),
      )
      .finally(() => open.delete(call));
    open.add(call);
    sent += 1;
    await delay(Math.max(0, (sent * 1000) / perSecond - (performance.now() - started)));
  }
  await Promise.all(open);
  await done;
  return { sent, failures };
}

const LISTED = '{ listTransactions(pageSize: 10) { transactions { id account { name } } } }';

async function kindsOfRequests(): Promise<[string, () => Promise<unknown>][]> {
  const { person, categories, checking } = await newHousehold('stream');
  const amount = eur(-100n);
  const transaction = {
    accountId: checking,
    postingDate: today.toString(),
    payee: 'Market',
    amount,
    lines: [{ categoryId: categories.get('Groceries')!, amount }],
  };
  const range = { fromDate: today.with({ day: 1 }).toString(), toDate: today.toString() };
  const create = () => person.transactions.createTransaction({ transaction, requestId: randomUUID() }, DEADLINE);
  return [
    ['create', create],
    ['list', () => person.transactions.listTransactions({ pageSize: 10 }, DEADLINE)],
    ['balances', () => person.accounts.batchGetBalances({ ids: [checking] }, DEADLINE)],
    ['graphql', () => person.graphql(LISTED)],
    ['categories', () => person.categories.listCategories({ pageSize: 50 }, DEADLINE)],
    ['spending', () => person.reports.getSpendingByCategory(range, DEADLINE)],
    ['budgets', () => person.budgets.listBudgets({}, DEADLINE)],
    ['notifications', () => person.notifications.listNotifications({}, DEADLINE)],
    ['me', () => person.users.getMe({}, DEADLINE)],
  ];
}
