/** Writes facts in bulk: the newest version of each transaction and its lines. */
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Sql } from '#kit/store/sql/rows.ts';
import type { Fact } from './fact.ts';
import { type Columns, columnNames, columnTypes, putNewer, type Row } from './put-newer.ts';

const versionColumns = { id: 'uuid', household_id: 'uuid', version: 'bigint' } as const satisfies Columns;
const lineColumns = {
  transaction_id: 'uuid',
  position: 'int',
  household_id: 'uuid',
  account_id: 'uuid',
  posting_date: 'date',
  category_id: 'uuid',
  minor_units: 'bigint',
  currency: 'text',
  is_transfer: 'boolean',
} as const satisfies Columns;
/** Within an effect: replaces the lines of each transaction for which this is the newest version. */
export async function putFacts(em: EntityManager, facts: readonly Fact[]): Promise<void> {
  const newer = new Set(await putVersions(em, facts));
  if (newer.size === 0) return;
  await em.execute(
    `delete from fact where transaction_id in (select id::uuid from jsonb_array_elements_text(?::jsonb) as given(id))`,
    [JSON.stringify([...newer])],
    'run',
  );
  await insertLines(
    em,
    facts.filter(({ transactionId }) => newer.has(transactionId)),
  );
}

const putVersions = (em: Sql, facts: readonly Fact[]): Promise<string[]> =>
  putNewer(
    em,
    'fact_version',
    versionColumns,
    facts.map((fact) => ({
      id: fact.transactionId,
      household_id: fact.householdId,
      version: fact.version.toString(),
    })),
  );

async function insertLines(em: Sql, facts: readonly Fact[]): Promise<void> {
  const rows = facts.flatMap((fact) =>
    fact.lines.map(
      (line, position): Row<typeof lineColumns> => ({
        transaction_id: fact.transactionId,
        position,
        household_id: fact.householdId,
        account_id: fact.accountId,
        posting_date: fact.postingDate,
        category_id: line.categoryId || null,
        minor_units: line.minorUnits.toString(),
        currency: line.currency,
        is_transfer: fact.isTransfer,
      }),
    ),
  );
  if (rows.length === 0) return;
  await em.execute(
    `insert into fact (${columnNames(lineColumns)}) select * from jsonb_to_recordset(?::jsonb) as line(${columnTypes(lineColumns)})`,
    [JSON.stringify(rows)],
    'run',
  );
}
