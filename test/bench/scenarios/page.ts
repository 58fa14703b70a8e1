/** A page of 50 transactions through the edge, beside the same SQL by the driver, in a small and a large ledger, at its start and deep in it. */
import type { Pool } from 'mariadb';
import { encodePageToken } from '#kit/rpc/pagination.ts';
import { inTurns, type Measured, scaled } from '../arms.ts';
import { type Figure, quantile, sampled, single } from '../figures.ts';
import { type Home, newHome } from '../homes.ts';
import { bulkLoad, rawPool } from '../load.ts';
import type { Stack } from '../stack.ts';

const SMALL = 1_000;
const LARGE = scaled(100_000);
const PAGE = 50;
const ROUNDS = 5;
const BLOCK = 60;
/** A deep page stands behind this part of the ledger. */
const DEEP = 0.9;
const MAX_P99_MS = 40;
const MAX_GROWTH = 1.25;

type Place = { readonly date: string; readonly id: string } | undefined;

export function run(stack: Stack) {
  return measurePages(stack, LARGE, async (pool, home) => {
    await bulkLoad(pool, home, LARGE);
    return async () => {};
  });
}

/** Loads a ledger; returns what deletes it again. */
type Load = (pool: Pool, home: Home) => Promise<() => Promise<void>>;

/** Pages of a ledger with so many rows, which `load` makes, beside those of a small one. */
export async function measurePages(stack: Stack, rows: number, load: Load) {
  const pool = rawPool(stack.at.urls.mariadb, 1);
  const [small, large] = [await newHome(stack.at, 'small'), await newHome(stack.at, 'large')];
  let measured: Record<string, Measured>;
  try {
    await bulkLoad(pool, small, SMALL);
    const started = performance.now();
    const unload = await load(pool, large);
    console.log(`${rows} rows were loaded in ${Math.round((performance.now() - started) / 1000)} s`);
    try {
      await pool.query('analyze table ledger, line');
      const arms = { ...(await armsOf(pool, small, SMALL)), ...(await armsOf(pool, large, rows)) };
      measured = await inTurns(stack, arms, { rounds: ROUNDS, block: BLOCK });
    } finally {
      await unload();
    }
  } finally {
    await pool.end();
  }
  const figures = Object.entries(measured).flatMap(([name, one]) => figuresOf(name, one));
  const growth = (place: string, q: number, target?: Figure['target']) => {
    const [few, many] = [measured[`${SMALL} rows, ${place}`]!, measured[`${rows} rows, ${place}`]!];
    const by = quantile(many.times, q) / quantile(few.times, q);
    return single(`p${q * 100} at ${rows} by p${q * 100} at ${SMALL} rows, ${place}`, '×', by, target);
  };
  const grown = ['first page', 'deep page'].flatMap((place) => [
    growth(place, 0.5, { atMost: MAX_GROWTH }),
    growth(place, 0.99),
  ]);
  return { figures: [...figures, ...grown], notes: [] };
}

function figuresOf(name: string, { times }: Measured): Figure[] {
  if (name.startsWith('raw')) return [sampled(name, 'ms', times)];
  return [sampled(name, 'ms', times), single(`  its p99`, 'ms', quantile(times, 0.99), { atMost: MAX_P99_MS })];
}

/** By name: each place of a ledger, through Melo and raw. */
async function armsOf(pool: Pool, home: Home, rows: number) {
  const arms: Record<string, { once(): Promise<unknown> }> = {};
  const deep = await placeAt(pool, home.householdId, rows);
  for (const [place, after] of [
    ['first page', undefined],
    ['deep page', deep],
  ] as const) {
    const token = after ? encodePageToken(after.date, after.id) : '';
    arms[`${rows} rows, ${place}`] = {
      once: () => home.sdk.transactions.listTransactions({ pageSize: PAGE, pageToken: token }),
    };
    arms[`raw: ${rows} rows, ${place}`] = { once: () => rawPage(pool, home.householdId, after) };
  }
  return arms;
}

async function placeAt(pool: Pool, householdId: string, rows: number): Promise<Place> {
  const [row] = await pool.query(
    `select posting_date as date, id from ledger where household_id = ? order by posting_date desc, id desc limit 1 offset ${Math.floor(rows * DEEP)}`,
    [householdId],
  );
  return row;
}

/** What the page needs of the store: its ids, their rows, their lines. The totals of all that match are Melo's own addition. */
async function rawPage(pool: Pool, householdId: string, after: Place): Promise<unknown> {
  const from = after ? 'and posting_date <= ? and (posting_date < ? or id < ?)' : '';
  const ids = await pool.query(
    `select id from ledger force index (by_household, by_account) where household_id = ? and deleted_ms is null ${from} order by posting_date desc, id desc limit ${PAGE + 1}`,
    [householdId, ...(after ? [after.date, after.date, after.id] : [])],
  );
  const wanted = ids.map(({ id }: { id: string }) => id);
  return [
    await pool.query('select * from ledger where id in (?)', [wanted]),
    await pool.query('select * from line where transaction_id in (?) order by transaction_id, position', [wanted]),
  ];
}
