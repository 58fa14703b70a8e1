/** A ledger of any size, made by MariaDB itself from its sequence tables: a million rows take about a minute. */
import type { Pool } from 'mariadb';
import { uuidv7 } from '#kit/values/ids.ts';
import type { Home } from '../homes.ts';
import { LEDGER_COLUMNS, LINE_COLUMNS, SUMS } from '../load.ts';

/** Rows of one statement, so that none needs more undo log than the local MariaDB has memory. */
const STATEMENT_ROWS = 50_000;
/** Years over which rows are spread, the oldest first, as a household enters them. */
const YEARS = 10;
const DAYS = YEARS * 365;

type Target = Pick<Home, 'householdId' | 'checking' | 'categories'>;

/** Loads transactions of one line each, with the month sums of Melo. Returns what deletes them again. */
export async function loadLedger(pool: Pool, home: Target, count: number): Promise<() => Promise<void>> {
  // IDs are in one range of the primary key, as those of one import.
  const prefix = uuidv7().slice(0, -12);
  const idOf = (row: number) => prefix + row.toString(16).padStart(12, '0');
  const id = `concat('${prefix}', lower(lpad(hex(seq), 12, '0')))`;
  const day = `date_format(date_sub(current_date, interval ${DAYS} - floor(seq * ${DAYS} / ${count}) day), '%Y-%m-%d')`;
  const categories = [...home.categories.values()];
  const category = `elt(1 + seq % ${categories.length}, ${categories.map((one) => `'${one}'`).join(', ')})`;
  const units = '-1 - cast(seq % 5000 as signed)';
  for (let from = 1; from <= count; from += STATEMENT_ROWS) {
    const rows = `seq_${from}_to_${Math.min(count, from + STATEMENT_ROWS - 1)}`;
    await pool.query(
      `insert into ledger (${LEDGER_COLUMNS}) select ${id}, ?, ?, ${day}, ${units}, 'EUR', concat('Payee ', seq % 500), '', 2, ?, 1 from ${rows}`,
      [home.householdId, home.checking, Date.now()],
    );
    await pool.query(
      `insert into line (${LINE_COLUMNS}) select ${id}, 0, ${category}, ${units}, '[]', '' from ${rows}`,
    );
  }
  await pool.query(SUMS, [home.householdId]);
  return async () => {
    for (let from = 1; from <= count; from += STATEMENT_ROWS) {
      const ends = [idOf(from), idOf(from + STATEMENT_ROWS - 1)];
      await pool.query('delete from line where transaction_id between ? and ?', ends);
      await pool.query('delete from ledger where id between ? and ?', ends);
    }
    await pool.query('delete from month_sum where household_id = ?', [home.householdId]);
  };
}
