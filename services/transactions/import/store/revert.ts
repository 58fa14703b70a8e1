/** Reads what an import created and joined, and reverts its rows. */
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Sql } from '#kit/store/sql/rows.ts';

export const revertedRows = (fork: () => EntityManager) => ({
  /** Ids of live transactions that an import created. */
  async created(importId: string): Promise<string[]> {
    const sql = 'select id from ledger where import_id = ? and deleted_ms is null';
    return (await fork().execute<{ id: string }[]>(sql, [importId])).map(({ id }) => id);
  },
  /** Transactions that rows of an import joined. */
  async joined(importId: string): Promise<{ id: string; wasPending: boolean }[]> {
    const sql = 'select transaction_id, was_pending from joined_row where import_id = ?';
    const rows = await fork().execute<{ transaction_id: string; was_pending: number }[]>(sql, [importId]);
    return rows.map((row) => ({ id: row.transaction_id, wasPending: Boolean(row.was_pending) }));
  },
});

/** Within a commit: reverts the import, so that all its rows can be imported again. */
export async function revertImportRows(sql: Sql, id: string, revertMs: number): Promise<void> {
  await sql.execute('update import set revert_ms = ? where id = ? and revert_ms is null', [revertMs, id], 'run');
  const withoutProvenance = 'set bank_id = null, import_key = null, occurrence = null';
  await sql.execute(`update ledger ${withoutProvenance} where import_id = ?`, [id], 'run');
  const joined = 'id in (select transaction_id from joined_row where import_id = ?)';
  await sql.execute(`update ledger ${withoutProvenance} where ${joined}`, [id], 'run');
  for (const table of ['left_out_row', 'joined_row'])
    await sql.execute(`delete from ${table} where import_id = ?`, [id], 'run');
}
