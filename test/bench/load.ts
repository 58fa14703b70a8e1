/** Rows put into stores without Melo: many quickly, and what the raw peers of the scenarios write. */
import { createPool, type Pool } from 'mariadb';
import { uuidv7 } from '#kit/values/ids.ts';
import { today } from '../e2e/household.ts';
import type { Home } from './homes.ts';

/** Rows of one insert. */
const ROW_BATCH_SIZE = 1_000;
/** Days over which rows are spread. */
const DAYS = 300;

export const LEDGER_COLUMNS =
  'id, household_id, account_id, posting_date, minor_units, currency, payee, note, status, create_ms, version';
export const LINE_COLUMNS = 'transaction_id, position, category_id, minor_units, tags, note';

/** What Melo keeps beside its rows: sums by account and month. */
export const SUMS = `insert into month_sum select household_id, account_id, left(posting_date, 7), min(currency), count(*), sum(minor_units)
  from ledger where household_id = ? and deleted_ms is null group by 1, 2, 3`;

/** The transactions' own database by the driver alone. */
export function rawPool(url: string, connectionLimit: number): Pool {
  const { hostname: host, port, username: user, password, pathname } = new URL(url);
  return createPool({ host, port: Number(port), user, password, database: pathname.slice(1), connectionLimit });
}

export const dayOf = (i: number): string => today.subtract({ days: i % DAYS }).toString();

/** Transactions of one line each, into these tables, all in one transaction. */
export async function bulkLoad(
  pool: Pool,
  { householdId, checking, groceries }: Pick<Home, 'householdId' | 'checking' | 'groceries'>,
  count: number,
  tables: { ledger: string; line: string } = { ledger: 'ledger', line: 'line' },
): Promise<void> {
  const connection = await pool.getConnection();
  try {
    await connection.beginTransaction();
    for (let from = 0; from < count; from += ROW_BATCH_SIZE) {
      const rows = Array.from({ length: Math.min(ROW_BATCH_SIZE, count - from) }, (_, i) => ({
        id: uuidv7(),
        i: from + i,
      }));
      await connection.batch(
        `insert into ${tables.ledger} (${LEDGER_COLUMNS}) values (?, ?, ?, ?, ?, 'EUR', ?, '', 2, ?, 1)`,
        rows.map(({ id, i }) => [
          id,
          householdId,
          checking,
          dayOf(i),
          -1 - (i % 5_000),
          `Payee ${i % 500}`,
          Date.now(),
        ]),
      );
      await connection.batch(
        `insert into ${tables.line} (${LINE_COLUMNS}) values (?, 0, ?, ?, '[]', '')`,
        rows.map(({ id, i }) => [id, groceries, -1 - (i % 5_000)]),
      );
    }
    if (tables.ledger === 'ledger') await connection.execute(SUMS, [householdId]);
    await connection.commit();
  } finally {
    await connection.release();
  }
}
