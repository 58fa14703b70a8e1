/** Reports over ten years of 100,000 and of a million lines, beside plain SQL over the lines and, for the small ledger, hledger. */
import pg from 'pg';
import { today } from '../../e2e/household.ts';
import { inTurns, type Measured, scaled } from '../arms.ts';
import { loadFacts } from '../bulk/facts.ts';
import { measureHledger } from '../bulk/hledger.ts';
import { type Figure, median, sampled, single } from '../figures.ts';
import { type Home, newHome } from '../homes.ts';
import type { Stack } from '../stack.ts';

const SMALL = scaled(100_000);
const LARGE = scaled(1_000_000);
const ROUNDS = 5;
const BLOCK = 4;
const MAX_MS = 100;
/** The longest range; it begins and ends within a month unless the day of the run is the first or last of one. */
const RANGE = { from: today.subtract({ years: 10 }).toString(), to: today.toString() };

/** Names of what is measured for each ledger. */
const REPORTS = ['spending by category', 'income statement by month', 'net worth by month', 'plain SQL'] as const;

export async function run(stack: Stack) {
  const client = new pg.Client(stack.at.urls.postgres('reports'));
  await client.connect();
  const unloads: (() => Promise<void>)[] = [];
  try {
    const arms: Record<string, { once(): Promise<unknown> }> = {};
    for (const [lines, name] of [
      [SMALL, 'reports-small'],
      [LARGE, 'reports-large'],
    ] as const) {
      const home = await newHome(stack.at, name);
      // Its own events are applied before facts are loaded past them.
      await stack.settled();
      unloads.push(await loadFacts(client, home, lines));
      Object.assign(arms, armsOf(client, home, lines));
    }
    const measured = await inTurns(stack, arms, { rounds: ROUNDS, block: BLOCK });
    const hledger = await measureHledger(SMALL, RANGE.to);
    const figures = [SMALL, LARGE].flatMap((lines) => figuresOf(measured, lines));
    return { figures: [...figures, ...besideHledger(measured, hledger.times)], notes: hledger.notes };
  } finally {
    for (const unload of unloads) await unload();
    await client.end();
  }
}

const nameOf = (report: string, lines: number): string => `${report}, ${lines} lines`;

/** By name: each report of ten years, and the months by category in SQL. */
function armsOf(client: pg.Client, { sdk, householdId }: Home, lines: number) {
  const range = { fromDate: RANGE.from, toDate: RANGE.to };
  const sql = `select to_char(posting_date, 'YYYY-MM'), category_id, sum(minor_units)::text from fact
    where household_id = $1 and posting_date between $2 and $3 group by 1, 2`;
  const calls = [
    () => sdk.reports.getSpendingByCategory(range),
    () => sdk.reports.getIncomeStatement(range),
    () => sdk.reports.getNetWorth(range),
    () => client.query(sql, [householdId, RANGE.from, RANGE.to]),
  ];
  return Object.fromEntries(REPORTS.map((report, i) => [nameOf(report, lines), { once: calls[i]! }]));
}

function figuresOf(measured: Record<string, Measured>, lines: number): Figure[] {
  const timesOf = (report: string) => measured[nameOf(report, lines)]!.times;
  const sql = timesOf('plain SQL');
  return REPORTS.flatMap((report) => {
    const times = timesOf(report);
    if (times === sql) return [sampled(nameOf(report, lines), 'ms', times)];
    return [
      sampled(nameOf(report, lines), 'ms', times, { atMost: MAX_MS }),
      single('  by plain SQL', '×', median(times) / median(sql)),
    ];
  });
}

function besideHledger(measured: Record<string, Measured>, times: readonly number[]): Figure[] {
  if (times.length === 0) return [];
  const own = measured[nameOf('income statement by month', SMALL)]!.times;
  return [
    sampled(`hledger, months by category, ${SMALL} postings`, 'ms', times),
    single('  by the income statement', '×', median(times) / median(own)),
  ];
}
