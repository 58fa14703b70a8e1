/** Ten thousand rows of a bank's file until every projection is current, beside a bulk load of the same rows by the driver. */
import { randomUUID } from 'node:crypto';
import { AccountType } from '#gen/melo/accounts/v1/account_pb.ts';
import { until } from '#infra/local/demo/api-client.ts';
import { topics } from '#infra/topology.ts';
import { money } from '#kit/values/money.ts';
import { balances, openAccount, today } from '../../e2e/household.ts';
import { scaled } from '../arms.ts';
import { between, type Cpu, cpuOf, melo, processesOf } from '../cpu.ts';
import { type Figure, sampled } from '../figures.ts';
import { type Home, newHome } from '../homes.ts';
import { above, type Idle, idleFigures, idleNotes, idleOf } from '../idle.ts';
import { bulkLoad, dayOf, rawPool } from '../load.ts';
import { openProjections, type Projections } from '../projections.ts';
import type { Stack } from '../stack.ts';

const ROWS = scaled(10_000);
const ROUNDS = 3;
const LEAST_PER_SECOND = 1_000;
const WAIT = { waitMs: 300_000, lookMs: 25 };
/** Minor units of every row. */
const UNITS = -101n;

export async function run(stack: Stack) {
  const home = await newHome(stack.at, 'import');
  const idle = await idleOf(stack);
  const pool = rawPool(stack.at.urls.mariadb, 1);
  const projections = await openProjections(stack.at);
  const rounds: Round[] = [];
  try {
    await pool.query('create or replace table bench_ledger like ledger');
    await pool.query('create or replace table bench_line like line');
    for (let round = 0; round < ROUNDS; round++) {
      const own = await importOnce(stack, home, projections, round);
      const started = performance.now();
      await bulkLoad(pool, home, ROWS, { ledger: 'bench_ledger', line: 'bench_line' });
      rounds.push({ ...own, rawMs: performance.now() - started });
    }
    await pool.query('drop table bench_line, bench_ledger');
  } finally {
    await projections.close();
    await pool.end();
  }
  return {
    figures: [...figuresOf(rounds, idle), ...idleFigures(idle)],
    notes: ['Balance and report are checked to hold every row.', ...idleNotes(idle)],
  };
}

type Round = {
  readonly commitMs: number;
  /** Milliseconds from the call until each projection was current. */
  readonly reached: ReadonlyMap<string, number>;
  /** Until all were. */
  readonly wallMs: number;
  readonly cpu: Cpu;
  readonly rawMs: number;
};

async function importOnce(stack: Stack, home: Home, projections: Projections, round: number) {
  const account = await openAccount(home.person, `Import ${round}`, AccountType.CHECKING, 0n);
  const file = fileFor(account);
  const { mapping } = await home.sdk.imports.proposeMapping(file);
  await stack.settled();
  const processes = await processesOf(stack.at);
  const before = cpuOf(processes);
  const started = performance.now();
  const { import: done } = await home.sdk.imports.commitImport(
    { ...file, mapping: mapping!, requestId: randomUUID() },
    { timeoutMs: 60_000 },
  );
  const commitMs = performance.now() - started;
  if (done?.createdCount !== ROWS) throw new Error(`${done?.createdCount} of ${ROWS} rows were imported`);
  const reached = await projections.current(topics.transaction, started, WAIT);
  const wallMs = performance.now() - started;
  const cpu = between(before, cpuOf(processes));
  await checkSums(home, account, round + 1);
  return { commitMs, reached, wallMs, cpu };
}

function figuresOf(rounds: readonly Round[], idle: Idle): Figure[] {
  const rates = (times: readonly number[]) => times.map((ms) => (ROWS * 1000) / ms);
  const raws = rounds.map(({ rawMs }) => rawMs);
  const walls = rounds.map(({ wallMs }) => wallMs);
  const names = [...rounds[0]!.reached.keys()];
  return [
    sampled('rows a second until all is projected', '1/s', rates(walls), { atLeast: LEAST_PER_SECOND }),
    sampled('rows a second by a bulk load of the driver', '1/s', rates(raws)),
    sampled(
      `commit of ${ROWS} rows`,
      'ms',
      rounds.map(({ commitMs }) => commitMs),
    ),
    ...names.map((name) =>
      sampled(
        `until ${name} is current`,
        'ms',
        rounds.map(({ reached }) => reached.get(name)!),
      ),
    ),
    sampled('bulk load by the driver', 'ms', raws),
    sampled(
      'Melo CPU a row, above idle',
      'ms',
      rounds.map((round) => above(idle, round, melo) / ROWS),
    ),
  ];
}

function fileFor(accountId: string) {
  const amount = `-${-UNITS / 100n}.${String(-UNITS % 100n).padStart(2, '0')}`;
  const rows = Array.from({ length: ROWS }, (_, i) => `${dayOf(i)};Payee ${i};${amount}`);
  return { accountId, fileName: 'bench.csv', content: Buffer.from(`Date;Payee;Amount\n${rows.join('\n')}\n`) };
}

/** A projection that is current but wrong would be worth nothing. */
async function checkSums({ person, sdk }: Home, account: string, imports: number): Promise<void> {
  const [balance] = await balances(person, account);
  if (balance !== UNITS * BigInt(ROWS)) throw new Error(`the balance is ${balance}`);
  const range = { fromDate: today.subtract({ years: 1 }).toString(), toDate: today.toString() };
  await until('the report', async () => {
    const { net } = await sdk.reports.getIncomeStatement(range);
    return net?.minorUnits === money('EUR', UNITS * BigInt(ROWS * imports)).minorUnits;
  });
}
