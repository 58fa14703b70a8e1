/** Writes facts in bulk: the newest version of each transaction, and its lines. */
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Fact } from './fact.ts';
import { columnNames, columnTypes, putNewer } from './put-newer.ts';
import { fromLines, fromVersion, lineColumns, versionColumns } from './rows.ts';

/** Within an effect: replaces the lines of each transaction for which this is the newest version. */
export async function putFacts(em: EntityManager, facts: readonly Fact[]): Promise<void> {
  const newer = new Set(await putNewer(em, 'fact_version', versionColumns, facts.map(fromVersion)));
  if (newer.size === 0) return;
  await em.execute(
    `delete from fact where transaction_id in (select id::uuid from jsonb_array_elements_text(?::jsonb) as given(id))`,
    [JSON.stringify([...newer])],
    'run',
  );
  const rows = facts.filter(({ transactionId }) => newer.has(transactionId)).flatMap(fromLines);
  if (rows.length === 0) return;
  await em.execute(
    `insert into fact (${columnNames(lineColumns)}) select * from jsonb_to_recordset(?::jsonb) as line(${columnTypes(lineColumns)})`,
    [JSON.stringify(rows)],
    'run',
  );
}
