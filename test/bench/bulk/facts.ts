/** Facts of any number in the store of reports, made by PostgreSQL itself: a million take about half a minute. */
import type { Client } from 'pg';
import { uuidv7 } from '#kit/values/ids.ts';
import { columnNames } from '../../../services/reports/columns.ts';
import { LINE_KEYS, lineColumns, monthSumColumns } from '../../../services/reports/facts/rows.ts';
import type { Home } from '../homes.ts';

/** Days over which facts are spread: a little more than the longest report covers. */
const DAYS = 3_660;

type Target = Pick<Home, 'householdId' | 'checking' | 'card' | 'categories'>;

/** Loads transactions of one line each as the effect of their events would, with month sums. Returns what deletes them again. */
export async function loadFacts(client: Client, home: Target, count: number): Promise<() => Promise<void>> {
  const { householdId } = home;
  const prefix = uuidv7().slice(0, -12);
  const id = `('${prefix}' || lpad(to_hex(i), 12, '0'))::uuid`;
  const pick = (ids: readonly string[]) => `('{${ids.join(',')}}'::uuid[])[1 + i % ${ids.length}]`;
  await client.query(
    `insert into fact (${columnNames(lineColumns)})
     select ${id}, 0, $1, ${pick([home.checking, home.card])}, current_date - i % ${DAYS}, ${pick([...home.categories.values()])},
       -1 - i % 5000, 'EUR', false from generate_series(1, ${count}) as i`,
    [householdId],
  );
  await client.query(
    `insert into transaction_version (id, household_id, version) select ${id}, $1, 1 from generate_series(1, ${count}) as i`,
    [householdId],
  );
  await client.query(
    `insert into month_sum (${columnNames(monthSumColumns)}) select ${LINE_KEYS}, sum(minor_units), count(*)
     from fact where household_id = $1 group by 1, 2, 3, 4, 5, 6, 7`,
    [householdId],
  );
  for (const table of TABLES) await client.query(`vacuum (analyze) ${table}`);
  return async () => {
    for (const table of TABLES) await client.query(`delete from ${table} where household_id = $1`, [householdId]);
  };
}

const TABLES = ['fact', 'transaction_version', 'month_sum'];
