/** Imports and saved mappings in MariaDB, and the queries on the ledger that imports need. */
import { create, fromJsonString } from '@bufbuild/protobuf';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { type Import, ImportSchema, type Mapping, MappingSchema } from '#gen/melo/transactions/v1/import_pb.ts';
import { comparedRows } from './compared.ts';
import { putImport } from './put.ts';

export const ImportRow = defineEntity({
  name: 'ImportRow',
  tableName: 'import',
  properties: {
    id: p.string().primary(),
    householdId: p.string(),
    accountId: p.string(),
    fileName: p.string(),
    createdCount: p.integer(),
    mergedCount: p.integer(),
    duplicateCount: p.integer(),
    errorCount: p.integer(),
    leftOutCount: p.integer(),
    previousOpeningDate: p.string().nullable(),
    openingChange: p.bigint('bigint').nullable(),
    createMs: p.bigint('number'),
    revertMs: p.bigint('number').nullable(),
  },
});

export const imports = (fork: () => EntityManager) => ({
  ...comparedRows(fork),
  put: putImport,
  /** The mapping of a layout, and whether the account has any at all. */
  async mapping(accountId: string, layout: string): Promise<{ saved: Mapping | undefined; hasOthers: boolean }> {
    const rows = await fork().execute<{ layout: string; mapping: string }[]>(
      'select layout, mapping from mapping where account_id = ? order by layout = ? desc limit 1',
      [accountId, layout],
    );
    const same = rows.find((row) => row.layout === layout);
    return { saved: same && fromJsonString(MappingSchema, same.mapping), hasOthers: rows.length > 0 };
  },
  async find(id: string, visible: readonly string[]): Promise<Import | undefined> {
    const row = await fork().findOne(ImportRow, { id, householdId: [...visible] });
    return row ? toImport(row) : undefined;
  },
  async page(householdId: string, before: string, limit: number): Promise<Import[]> {
    const where = { householdId, ...(before && { id: { $lt: before } }) };
    return (await fork().find(ImportRow, where, { orderBy: { id: 'desc' }, limit })).map(toImport);
  },
  /** Ids of live transactions that an import created. */
  async created(importId: string): Promise<string[]> {
    const sql = 'select id from ledger where import_id = ? and deleted_ms is null';
    return (await fork().execute<{ id: string }[]>(sql, [importId])).map(({ id }) => id);
  },
  /** The latest possible opening date: `latest`, or the first transaction before it. */
  async openingAt(accountId: string, latest: string): Promise<string> {
    const sql = 'select min(posting_date) as day from ledger where account_id = ? and deleted_ms is null';
    const [first] = await fork().execute<{ day: string | null }[]>(sql, [accountId]);
    return first?.day && first.day < latest ? first.day : latest;
  },
  /** The change that an import made to the opening balance; undefined when there is none, or it was restored. */
  async openingChange(id: string): Promise<bigint | undefined> {
    return (await fork().findOne(ImportRow, { id }))?.openingChange ?? undefined;
  },
  /** Records that the opening was restored. */
  async openingRestored(id: string): Promise<void> {
    await fork().execute('update import set opening_change = null where id = ?', [id], 'run');
  },
  /** Transactions that rows of an import joined. */
  async joined(importId: string): Promise<{ id: string; wasPending: boolean }[]> {
    const sql = 'select transaction_id, was_pending from joined_row where import_id = ?';
    const rows = await fork().execute<{ transaction_id: string; was_pending: number }[]>(sql, [importId]);
    return rows.map((row) => ({ id: row.transaction_id, wasPending: Boolean(row.was_pending) }));
  },
  /** Within a commit: reverts the import, so that all its rows can be imported again. */
  async revert(em: EntityManager, id: string, revertMs: number): Promise<void> {
    await em.nativeUpdate(ImportRow, { id, revertMs: null }, { revertMs });
    const withoutProvenance = 'set bank_id = null, import_key = null, occurrence = null';
    await em.execute(`update ledger ${withoutProvenance} where import_id = ?`, [id], 'run');
    const joined = 'id in (select transaction_id from joined_row where import_id = ?)';
    await em.execute(`update ledger ${withoutProvenance} where ${joined}`, [id], 'run');
    for (const table of ['left_out_row', 'joined_row'])
      await em.execute(`delete from ${table} where import_id = ?`, [id], 'run');
  },
});

const toImport = (row: InferEntity<typeof ImportRow>): Import =>
  create(ImportSchema, {
    id: row.id,
    householdId: row.householdId,
    accountId: row.accountId,
    fileName: row.fileName,
    createdCount: row.createdCount,
    mergedCount: row.mergedCount,
    duplicateCount: row.duplicateCount,
    errorCount: row.errorCount,
    leftOutCount: row.leftOutCount,
    previousOpeningDate: row.previousOpeningDate ?? '',
    createTime: timestampFromMs(row.createMs),
    ...(row.revertMs && { revertTime: timestampFromMs(row.revertMs) }),
  });
