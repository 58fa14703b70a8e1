/** Ten thousand rows of a bank's file until every projection is current, beside a bulk load of the same rows by the driver. */
import { randomUUID } from 'node:crypto';
import { AccountType } from '#gen/melo/accounts/v1/account_pb.ts';
import { until } from '#infra/local/person.ts';
import { topics } from '#infra/map.ts';
import { money } from '#kit/money.ts';
import { balances, openAccount, today } from '../../stories/household.ts';
import { scaled } from '../arms.ts';
import { between, cpuOf, processesOf, sumOf } from '../cpu.ts';
import { median, sampled, single } from '../figures.ts';
import { bulkLoad, dayOf, rawPool } from '../load.ts';
import { type Home, newHome } from '../people.ts';
import { openProjections } from '../projections.ts';
import type { Stack } from '../stack.ts';

const ROWS = scaled(10_000);
const ROUNDS = 3;
const LEAST_PER_SECOND = 1_000;
const WAIT_MS = 300_000;
/** Minor units of every row. */
const UNITS = -101n;

export async function run(stack: Stack) {
  const home = await newHome(stack.at, 'import');
  const pool = rawPool(stack.at.urls.mariadb, 1);
  await pool.query('create or replace table bench_ledger like ledger');
  await pool.query('create or replace table bench_line like line');
  const projections = await openProjections(stack.at);
  const commits: number[] = [];
  const alls: number[] = [];
  const raws: number[] = [];
  const cpu: number[] = [];
  const reached = new Map<string, number[]>();
  try {
    for (let round = 0; round < ROUNDS; round++) {
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
      commits.push(performance.now() - started);
      if (done?.createdCount !== ROWS) throw new Error(`${done?.createdCount} of ${ROWS} rows were imported`);
      for (const [name, ms] of await projections.current(topics.transaction, started, WAIT_MS))
        reached.set(name, [...(reached.get(name) ?? []), ms]);
      alls.push(performance.now() - started);
      cpu.push(sumOf(between(before, cpuOf(processes)), ['services', 'gateway', 'sidecars', 'edge']));
      await checkSums(home, account, round + 1);
      const rawStarted = performance.now();
      await bulkLoad(pool, home, ROWS, { ledger: 'bench_ledger', line: 'bench_line' });
      raws.push(performance.now() - rawStarted);
    }
  } finally {
    await projections.close();
    await pool.query('drop table bench_line, bench_ledger');
    await pool.end();
  }
  const rate = (ms: number) => (ROWS * 1000) / ms;
  return {
    figures: [
      single('rows a second until all is projected', '1/s', rate(median(alls)), { atLeast: LEAST_PER_SECOND }),
      single('rows a second by a bulk load of the driver', '1/s', rate(median(raws))),
      sampled(`commit of ${ROWS} rows`, 'ms', commits),
      ...[...reached].map(([name, times]) => sampled(`until ${name} is current`, 'ms', times)),
      sampled('bulk load by the driver', 'ms', raws),
      single('Melo CPU a row', 'ms', median(cpu) / ROWS),
    ],
    notes: ['Balance and report are checked to hold every row.'],
  };
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
