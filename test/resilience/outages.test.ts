/** A dependency that hangs or is slow: calls without it work, calls with it fail in time, and everything recovers. */
import assert from 'node:assert/strict';
import { before, beforeEach, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { Code } from '@connectrpc/connect';
import { AccountType } from '#gen/melo/accounts/v1/account_pb.ts';
import { mailsTo, signIn, until } from '#infra/local/demo/api-client.ts';
import { command } from '#infra/local/supervisor/control.ts';
import type { Status } from '#infra/local/supervisor/launcher.ts';
import { openAccount, PASSWORD } from '../e2e/household.ts';
import { caughtUp as consumersCaughtUp } from './caught-up.ts';
import { type Call, callsOf, ended, type Home, openHome, purchase, range } from './outage-calls.ts';
import { at, hold, processes, slow } from './stack.ts';

/** The design heals within 5 s, and within 15 s where consumers or Kafka are concerned; a shared machine has thrice that. */
const HEALED_MS = 15_000;
const CAUGHT_UP_MS = 45_000;
/** How long each outage lasts, at least. */
const OUTAGE_MS = 4_000;
const PAUSE_MS = 2_000;
const WORK_MS = 100;
/** How much more memory a process may take while it waits. */
const MORE_MB = 150;
/** What else is asked meanwhile, to see that nothing piles up. */
const FLOOD = { perSecond: 100, seconds: 8 } as const;

/** Longer than Kafka waits for a member, and longer than a member waits for Kafka. */
const FORGOTTEN_MS = 7_000;
const GIVEN_UP_MS = 10_500;
const HANGS = 2;
const MOMENT_MS = 150;

let home: Home;
const calls = callsOf(() => home);
const all = Object.keys(calls) as Call[];

/** What each process or store is needed for; everything else must not notice. */
const needs: Record<string, readonly Call[]> = {
  postgres: ['me', 'signIn', 'categories', 'reports', 'notifications', 'graphql'],
  mariadb: ['transactions', 'create'],
  mongodb: ['budgets', 'renameBudget'],
  dynamodb: ['balances', 'renameAccount'],
  redis: ['signIn'],
  kafka: [],
  registry: [],
  mail: [],
  users: ['me', 'signIn', 'graphql'],
  categories: ['categories'],
  accounts: ['balances', 'renameAccount'],
  transactions: ['transactions', 'create'],
  budgets: ['budgets', 'renameBudget'],
  reports: ['reports'],
  notifications: ['notifications'],
  mesh: ['graphql'],
};
const dependencies = ['postgres', 'mariadb', 'mongodb', 'dynamodb', 'redis', 'kafka', 'registry', 'mail'];

before(async () => {
  home = await openHome('outages');
  await until('everything to answer', allWell);
});
// No token is to be renewed while what renews it hangs.
beforeEach(async () => {
  home = { ...home, person: await signIn(at, home.email, PASSWORD) };
});

const isWell = async (some: readonly Call[]) =>
  (await Promise.all(some.map((call) => ended(calls[call])))).every(({ code }) => code === undefined);

/** Sign-ins are counted and limited, so this one is tried last. */
const allWell = async () =>
  ((await isWell(all.filter((call) => call !== 'signIn'))) && (await isWell(['signIn']))) || undefined;

/** Everything that was entered has arrived everywhere. */
async function caughtUp(): Promise<true | undefined> {
  const { person, checking, budgetId } = home;
  const { totalAmounts } = await person.transactions.listTransactions({ accountIds: [checking], pageSize: 1 });
  const { balances } = await person.accounts.batchGetBalances({ ids: [checking] });
  const all = await person.transactions.listTransactions({ pageSize: 1 });
  const { statuses } = await person.budgets.batchGetBudgetStatuses({ ids: [budgetId] });
  const { total } = await person.reports.getSpendingByCategory(range);
  const spent = -(all.totalAmounts[0]?.minorUnits ?? 0n);
  return (
    (balances[0]!.balance!.minorUnits === 100_000n + (totalAmounts[0]?.minorUnits ?? 0n) &&
      statuses[0]!.lines[0]!.spent!.minorUnits === spent &&
      total!.minorUnits === spent) ||
    undefined
  );
}

async function healed(name: string): Promise<void> {
  await until(`everything to answer after ${name} was back`, allWell, HEALED_MS);
  const arrived = () => caughtUp().catch(() => undefined);
  await until(`everything to have arrived after ${name} was back`, arrived, CAUGHT_UP_MS);
}

async function memory(): Promise<Map<string, number>> {
  const status = await command<Status>(at, 'status');
  return new Map(status!.processes.map(({ name, memoryBytes }) => [name, memoryBytes]));
}

async function assertBounded(before: ReadonlyMap<string, number>): Promise<void> {
  const tooLarge = ([one, bytes]: [string, number]) => bytes - (before.get(one) ?? bytes) > MORE_MB * 1024 ** 2;
  assert.deepEqual([...(await memory())].filter(tooLarge), [], 'processes that grew while they waited');
}

/** How a process can fail without ending, and the codes of the calls that need it. */
const ways = [
  { way: 'hangs', who: Object.keys(needs), fault: hold, codes: [Code.Unavailable, Code.DeadlineExceeded] },
  {
    way: 'takes 2 s for everything',
    who: dependencies,
    fault: (name: string) => slow(name, PAUSE_MS, WORK_MS),
    // A write that was given up may still be under way when the next one comes.
    codes: [undefined, Code.Unavailable, Code.DeadlineExceeded, Code.Aborted],
  },
];

for (const { way, who, fault, codes } of ways) {
  for (const name of who) {
    test(`while ${name} ${way}, only calls that need it fail, within their deadline, and everything recovers`, async () => {
      const restarts = new Map((await processes()).map((one) => [one.name, one.restarts]));
      const before = await memory();
      const release = await fault(name);
      try {
        for (const end = performance.now() + OUTAGE_MS; performance.now() < end; ) {
          for (const [call, { code, reason }] of await askAll()) {
            const wanted: (Code | undefined)[] = needs[name]!.includes(call) ? codes : [undefined];
            assert.ok(wanted.includes(code), `${call} without ${name}: ${code ? Code[code] : 'well'} ${reason}`);
          }
        }
        await assertBounded(before);
      } finally {
        await release();
      }
      await healed(name);
      for (const one of await processes())
        assert.equal(one.restarts, restarts.get(one.name), `${one.name} kept running`);
    });
  }
}

const askAll = () => Promise.all(all.map(async (call) => [call, await ended(calls[call])] as const));

for (const name of ['mariadb', 'kafka']) {
  test(`while ${name} hangs under load, nothing piles up, and acknowledged writes are there afterwards`, async (t) => {
    const before = await memory();
    const release = await hold(name);
    const creates: Promise<{ code: Code | undefined }>[] = [];
    try {
      const started = performance.now();
      for (let i = 1; i <= FLOOD.perSecond * FLOOD.seconds; i++) {
        creates.push(ended(calls.create));
        await delay(Math.max(0, (i * 1000) / FLOOD.perSecond - (performance.now() - started)));
      }
      await assertBounded(before);
    } finally {
      release();
    }
    const codes = (await Promise.all(creates)).map(({ code }) => code);
    const busy = [undefined, Code.Unavailable, Code.DeadlineExceeded, Code.ResourceExhausted];
    assert.deepEqual(
      [...new Set(codes)].filter((code) => !busy.includes(code)).map((code) => Code[code!]),
      [],
    );
    t.diagnostic(`${codes.filter((code) => code === undefined).length} of ${codes.length} acknowledged`);
    await healed(name);
  });
}

test('a new account works while Kafka hangs; while its owner hangs too, the call says so', async () => {
  const spendFrom = (accountId: string) =>
    ended((options) => home.person.transactions.createTransaction(purchase(home, accountId), options));
  const releaseKafka = await hold('kafka');
  let releaseOwner = () => {};
  try {
    const [first, second] = [await opened('First'), await opened('Second')];
    assert.equal((await spendFrom(first)).code, undefined);
    releaseOwner = await hold('accounts');
    const { code, reason } = await spendFrom(second);
    assert.deepEqual([code, reason.includes('does not answer')], [Code.Unavailable, true], reason);
    releaseOwner();
    await until('the owner to answer', async () => (await spendFrom(second)).code === undefined, HEALED_MS);
  } finally {
    releaseOwner();
    releaseKafka();
  }
  await healed('kafka');
});

const opened = (name: string) => openAccount(home.person, name, AccountType.CASH, 0n);

test('Kafka hangs repeatedly while consumers rejoin, and each of them rejoins its group', async () => {
  for (let i = 0; i < HANGS; i++) {
    const releaseFirst = await hold('kafka');
    await delay(FORGOTTEN_MS);
    releaseFirst();
    // Members that were forgotten join again now, each in its own moment.
    await delay(MOMENT_MS * (i + 1));
    const release = await hold('kafka');
    await delay(GIVEN_UP_MS);
    release();
  }
  await openHome('members');
  await healed('kafka');
  await consumersCaughtUp(CAUGHT_UP_MS);
});

test('a mail that was queued while the mail catcher hangs arrives when it is back', async () => {
  const email = `late.${Date.now()}@example.com`;
  const release = await hold('mail');
  try {
    await home.person.auth.register({ email, password: PASSWORD, name: 'Late', requestId: crypto.randomUUID() });
    await delay(PAUSE_MS);
  } finally {
    release();
  }
  await until('the letter', async () => (await mailsTo(at, email)).length > 0, CAUGHT_UP_MS);
});
