/** Imports and saved mappings in MariaDB, and what an import has to know of the ledger. */
import { create, fromJsonString, toJsonString } from '@bufbuild/protobuf';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { type Import, ImportSchema, type Mapping, MappingSchema } from '#gen/melo/transactions/v1/import_pb.ts';
import { insertAll, type Sql } from '#kit/events/sql.ts';
import type { Existing } from '../import/match.ts';

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
    createMs: p.bigint('number'),
    revertMs: p.bigint('number').nullable(),
  },
});

export const MappingRow = defineEntity({
  name: 'MappingRow',
  tableName: 'mapping',
  properties: { accountId: p.string().primary(), householdId: p.string(), mapping: p.text() },
});

type ExistingRow = {
  id: string;
  posting_date: string;
  minor_units: string;
  bank_id: string | null;
  import_key: string | null;
  occurrence: number | null;
  deleted_ms: string | null;
};

export const imports = (fork: () => EntityManager) => ({
  /**
   * Transactions of an account between two days, and all that came from files, whatever day they were moved to, in pages;
   * deleted ones too, because what a user deleted does not come back.
   */
  async *existing(accountId: string, from: string, to: string): AsyncGenerator<Existing[]> {
    let last: ExistingRow | undefined;
    do {
      const after = last ? 'and posting_date <= ? and (posting_date < ? or id < ?)' : '';
      const rows: ExistingRow[] = await fork().execute<ExistingRow[]>(
        `select id, posting_date, minor_units, bank_id, import_key, occurrence, deleted_ms
         from ledger force index (by_account)
         where account_id = ? and (posting_date between ? and ? or bank_id is not null or import_key is not null) ${after}
         order by posting_date desc, id desc limit ${EXISTING_PAGE}`,
        [accountId, from, to, ...(last ? [last.posting_date, last.posting_date, last.id] : [])],
      );
      yield rows.map(toExisting);
      last = rows.length === EXISTING_PAGE ? rows.at(-1) : undefined;
    } while (last);
  },
  async mapping(accountId: string): Promise<Mapping | undefined> {
    const row = await fork().findOne(MappingRow, { accountId });
    return row ? fromJsonString(MappingSchema, row.mapping) : undefined;
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
  /** Within a commit: the import and the mapping its account keeps. */
  async put(sql: Sql, done: Import, mapping: Mapping, createMs: number): Promise<void> {
    await insertAll(sql, 'import', [
      {
        id: done.id,
        household_id: done.householdId,
        account_id: done.accountId,
        file_name: done.fileName,
        created_count: done.createdCount,
        merged_count: done.mergedCount,
        duplicate_count: done.duplicateCount,
        error_count: done.errorCount,
        create_ms: createMs,
      },
    ]);
    const row = {
      account_id: done.accountId,
      household_id: done.householdId,
      mapping: toJsonString(MappingSchema, mapping),
    };
    await insertAll(sql, 'mapping', [row], 'on duplicate key update mapping = values(mapping)');
  },
  /** Within a commit: the import is undone, and the bank's rows may come in again. */
  async revert(em: EntityManager, id: string, revertMs: number): Promise<void> {
    await em.nativeUpdate(ImportRow, { id, revertMs: null }, { revertMs });
    await em.execute(
      'update ledger set bank_id = null, import_key = null, occurrence = null where import_id = ?',
      [id],
      'run',
    );
  },
});

/** Rows read at once: as many as the process can take without others noticing. */
const EXISTING_PAGE = 1_000;

const toExisting = (row: ExistingRow): Existing => ({
  id: row.id,
  date: row.posting_date,
  minorUnits: BigInt(row.minor_units),
  bankId: row.bank_id ?? undefined,
  importKey: row.import_key ?? undefined,
  occurrence: row.occurrence ?? 0,
  deleted: row.deleted_ms !== null,
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
    createTime: timestampFromMs(row.createMs),
    ...(row.revertMs && { revertTime: timestampFromMs(row.revertMs) }),
  });
