/** A dependency that hangs or crawls: what does not need it works on, what does says so in time, and all heals by itself. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { before, test } from 'node:test';
import { Code, ConnectError } from '@connectrpc/connect';
import { command } from '#infra/local/control.ts';
import type { Status } from '#infra/local/launcher.ts';
import { until } from '#infra/local/person.ts';
import { eur, newHousehold, PASSWORD, spend, today } from '../stories/household.ts';
import { at, hold, processes, slow } from './stack.ts';

/** Deadline of every call here, and how much later than it an answer may come on a busy machine. */
const DEADLINE_MS = 3_000;
const LATE_MS = 3_000;
/** The design heals within 5 s, and within 15 s where consumers or Kafka are concerned; a shared machine has thrice that. */
const HEALED_MS = 15_000;
const CAUGHT_UP_MS = 45_000;
/** How long each outage lasts, at least. */
const OUTAGE_MS = 4_000;
const PAUSE_MS = 2_000;
const WORK_MS = 100;
/** How much more memory a process may take while it waits. */
const MORE_MB = 150;

type Home = Awaited<ReturnType<typeof newHousehold>>;
let home: Home;
let budgetId: string;

const deadline = { timeoutMs: DEADLINE_MS };
const range = { fromDate: today.with({ day: 1 }).toString(), toDate: today.toString() };

/** One call of every kind, by name. */
const calls = {
  me: () => home.person.users.getMe({}, deadline),
  signIn: () => home.person.auth.signIn({ email: home.email, password: PASSWORD, requestId: randomUUID() }, deadline),
  categories: () => home.person.categories.listCategories({}, deadline),
  accounts: () => home.person.accounts.batchGetBalances({ ids: [home.checking] }, deadline),
  openAccount: () => home.person.accounts.listAccounts({}, deadline),
  transactions: () => home.person.transactions.listTransactions({}, deadline),
  create: () => home.person.transactions.createTransaction(entry(), deadline),
  budgets: () => home.person.budgets.batchGetBudgetStatuses({ ids: [budgetId] }, deadline),
  reports: () => home.person.reports.getSpendingByCategory(range, deadline),
  notifications: () => home.person.notifications.listNotifications({}, deadline),
};
type Call = keyof typeof calls;

/** What each dependency is needed for; everything else must not notice. */
const needs: Record<string, readonly Call[]> = {
  postgres: ['me', 'signIn', 'categories', 'reports', 'notifications'],
  mariadb: ['transactions', 'create'],
  mongodb: ['budgets'],
  dynamodb: ['accounts', 'openAccount'],
  redis: ['signIn'],
  kafka: [],
  registry: [],
  mail: [],
  users: ['me', 'signIn'],
  accounts: ['accounts', 'openAccount'],
  categories: ['categories'],
};

const entry = () => {
  const amount = eur(-100n);
  const lines = [{ categoryId: home.categories.get('Groceries')!, amount }];
  const transaction = { accountId: home.checking, postingDate: today.toString(), payee: 'Market', amount, lines };
  return { transaction, requestId: randomUUID() };
};

before(async () => {
  home = await newHousehold('outages');
  const { person, categories, checking } = home;
  const groceries = categories.get('Groceries')!;
  const budget = await until('the categories in budgets', () =>
    person.budgets
      .createBudget({
        budget: {
          name: 'Household',
          currencyCode: 'EUR',
          lines: [{ name: 'Groceries', categoryIds: [groceries], limit: eur(1_000_000n) }],
        },
        requestId: randomUUID(),
      })
      .then(
        (answer) => answer.budget,
        () => undefined,
      ),
  );
  budgetId = budget.id;
  await spend(person, checking, groceries, -100n, 'Market');
  await until('everything to answer', allWell);
});

type Ended = { readonly code: Code | undefined; readonly tookMs: number };

async function ended(call: Call): Promise<Ended> {
  const started = performance.now();
  const code = await calls[call]().then(
    () => undefined,
    (error: unknown) => ConnectError.from(error).code,
  );
  return { code, tookMs: performance.now() - started };
}

const all = Object.keys(calls) as Call[];
const isWell = async (some: readonly Call[]) =>
  (await Promise.all(some.map(ended))).every(({ code }) => code === undefined);

/** Sign-ins are counted and limited, so this one is tried last. */
const allWell = async () =>
  ((await isWell(all.filter((call) => call !== 'signIn'))) && (await isWell(['signIn']))) || undefined;

/** Everything that was entered has arrived everywhere. */
async function caughtUp(): Promise<true | undefined> {
  const { totalAmounts } = await home.person.transactions.listTransactions({ pageSize: 1 }, deadline);
  const { balances } = await home.person.accounts.batchGetBalances({ ids: [home.checking] }, deadline);
  const { statuses } = await home.person.budgets.batchGetBudgetStatuses({ ids: [budgetId] }, deadline);
  const { total } = await home.person.reports.getSpendingByCategory(range, deadline);
  const spent = -totalAmounts[0]!.minorUnits;
  return (
    (balances[0]!.balance!.minorUnits === 100_000n - spent &&
      statuses[0]!.lines[0]!.spent!.minorUnits === spent &&
      total!.minorUnits === spent) ||
    undefined
  );
}

async function memory(): Promise<Map<string, number>> {
  const status = await command<Status>(at, 'status');
  return new Map(status!.processes.map(({ name, memoryBytes }) => [name, memoryBytes]));
}

for (const [name, needed] of Object.entries(needs)) {
  test(`while ${name} hangs, only what needs it is refused, in time, and all heals`, async () => {
    const restarts = new Map((await processes()).map((one) => [one.name, one.restarts]));
    const before = await memory();
    const release = await hold(name);
    try {
      for (const end = performance.now() + OUTAGE_MS; performance.now() < end; ) {
        const results = await Promise.all(all.map(async (call) => [call, await ended(call)] as const));
        for (const [call, { code, tookMs }] of results) {
          assert.ok(tookMs < DEADLINE_MS + LATE_MS, `${call} took ${tookMs} ms`);
          if (!needed.includes(call))
            assert.equal(code, undefined, `${call} does not need ${name}: ${code && Code[code]}`);
          else if (code !== undefined)
            assert.ok(
              [Code.Unavailable, Code.DeadlineExceeded].includes(code),
              `${call} without ${name}: ${Code[code]}`,
            );
        }
      }
      const grown = [...(await memory())].filter(
        ([one, bytes]) => bytes - (before.get(one) ?? bytes) > MORE_MB * 1024 ** 2,
      );
      assert.deepEqual(grown, [], 'processes that grew while they waited');
    } finally {
      release();
    }
    await until(`everything to answer after ${name} hung`, allWell, HEALED_MS);
    await until(`everything to have arrived after ${name} hung`, () => caughtUp().catch(() => undefined), CAUGHT_UP_MS);
    for (const one of await processes()) assert.equal(one.restarts, restarts.get(one.name), `${one.name} kept running`);
  });
}

for (const name of ['postgres', 'mariadb', 'mongodb', 'dynamodb', 'kafka']) {
  test(`while ${name} takes 2 s for everything, only what needs it is slow or refused, and all heals`, async () => {
    const release = await slow(name, PAUSE_MS, WORK_MS);
    try {
      const results = await Promise.all(all.map(async (call) => [call, await ended(call)] as const));
      for (const [call, { code, tookMs }] of results) {
        assert.ok(tookMs < DEADLINE_MS + LATE_MS, `${call} took ${tookMs} ms`);
        if (!needs[name]!.includes(call))
          assert.equal(code, undefined, `${call} does not need ${name}: ${code && Code[code]}`);
        else if (code !== undefined)
          assert.ok(
            [Code.Unavailable, Code.DeadlineExceeded].includes(code),
            `${call} with a slow ${name}: ${Code[code]}`,
          );
      }
    } finally {
      await release();
    }
    await until(`everything to answer after ${name} was slow`, allWell, HEALED_MS);
    await until(`everything to have arrived`, () => caughtUp().catch(() => undefined), CAUGHT_UP_MS);
  });
}
