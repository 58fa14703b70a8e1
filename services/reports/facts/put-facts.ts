/** Writes facts in bulk: the newest version of each transaction, its lines, and the month sums of the lines. */
import type { EntityManager } from '@mikro-orm/postgresql';
import { putNewer } from '#kit/store/sql/replicas.ts';
import { type Columns, columnNames, columnTypes } from '../columns.ts';
import type { Fact } from './fact.ts';
import { monthSumsOf } from './month-sum.ts';
import { fromLines, fromMonthSum, fromVersion, LINE_KEYS, lineColumns, monthSumColumns, monthSumKey } from './rows.ts';

/**
 * Within an effect: replaces the lines of each transaction for which this is the newest version, and moves the month sums by the
 * difference. Concurrent effects on a household, such as a redrive, lock versions and then sums, each in the order of their keys.
 */
export async function putFacts(em: EntityManager, facts: readonly Fact[]): Promise<void> {
  const ids = new Set(await putNewer(em, 'postgres', 'transaction_version', facts.map(fromVersion)));
  if (ids.size === 0) return;
  const newer = facts.filter(({ transactionId }) => ids.has(transactionId));
  const emptied = await em.execute<{ household_id: string; month: string }[]>(REPLACE_LINES_IN_SUMS, [
    JSON.stringify([...ids]),
    JSON.stringify(monthSumsOf(newer).map(fromMonthSum)),
  ]);
  if (emptied.length > 0) await em.execute(DELETE_EMPTY_SUMS, [JSON.stringify(emptied)], 'run');
  const lines = newer.flatMap(fromLines);
  if (lines.length > 0) await em.execute(INSERT_LINES, [JSON.stringify(lines)], 'run');
}

const keys = columnNames(monthSumKey);
const rowsOf = (columns: Columns): string =>
  `select * from jsonb_to_recordset(?::jsonb) as given(${columnTypes(columns)})`;

/**
 * Deletes the old lines of transactions and moves the sums from them to the new ones. A sum that stays the same is not written.
 * Returns the months in which a sum has become empty.
 */
const REPLACE_LINES_IN_SUMS = `
  with deleted as (
    delete from fact where transaction_id in (select id::uuid from jsonb_array_elements_text(?::jsonb) as given(id)) returning *),
  moved as (
    select ${LINE_KEYS}, -minor_units::numeric as minor_units, -1::bigint as line_count from deleted
    union all ${rowsOf(monthSumColumns)}),
  written as (
    insert into month_sum (${columnNames(monthSumColumns)})
    select ${keys}, sum(minor_units), sum(line_count) from moved
    group by ${keys} having sum(minor_units) <> 0 or sum(line_count) <> 0 order by ${keys}
    on conflict (${keys}) do update set minor_units = month_sum.minor_units + excluded.minor_units,
      line_count = month_sum.line_count + excluded.line_count
    returning household_id, month, line_count)
  select distinct household_id, month::text from written where line_count = 0`;

/** Only sums of the own transaction are found: every other one has deleted its empty sums before its commit. */
const DELETE_EMPTY_SUMS = `
  delete from month_sum where line_count = 0 and (household_id, month) in (${rowsOf({ household_id: 'uuid', month: 'date' })})`;

const INSERT_LINES = `insert into fact (${columnNames(lineColumns)}) ${rowsOf(lineColumns)}`;
