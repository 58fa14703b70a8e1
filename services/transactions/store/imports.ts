/** Imports and saved mappings in MariaDB, and what an import has to know of the ledger. */
import { create, fromJsonString, toJsonString } from '@bufbuild/protobuf';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { type Import, ImportSchema, type Mapping, MappingSchema } from '#gen/melo/transactions/v1/import_pb.ts';
import { type Transaction, TransactionStatus } from '#gen/melo/transactions/v1/transaction_pb.ts';
import { insertAll, type Sql } from '#kit/events/sql.ts';
import type { Existing, LeftOut } from '../import/match.ts';
import type { OpeningMove } from '../import/plan.ts';

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

type LeftOutRow = { import_key: string; occurrence: number };
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
  /** Rows that were left out of earlier imports, in pages. */
  async *leftOut(accountId: string): AsyncGenerator<LeftOut[]> {
    let last: LeftOutRow | undefined;
    do {
      const after = last ? 'and (import_key > ? or (import_key = ? and occurrence > ?))' : '';
      const rows: LeftOutRow[] = await fork().execute<LeftOutRow[]>(
        `select import_key, occurrence from left_out_row where account_id = ? ${after}
         order by import_key, occurrence limit ${EXISTING_PAGE}`,
        [accountId, ...(last ? [last.import_key, last.import_key, last.occurrence] : [])],
      );
      yield rows.map((row) => ({ importKey: row.import_key, occurrence: row.occurrence }));
      last = rows.length === EXISTING_PAGE ? rows.at(-1) : undefined;
    } while (last);
  },
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
  /** What has to be done to the account's opening when an import is undone; other rows before the old opening keep it where they are. */
  async openingBack({ id, accountId, previousOpeningDate }: Import): Promise<OpeningMove | undefined> {
    if (!previousOpeningDate) return undefined;
    const row = await fork().findOneOrFail(ImportRow, { id });
    const [first] = await fork().execute<{ day: string | null }[]>(
      'select min(posting_date) as day from ledger where account_id = ? and deleted_ms is null',
      [accountId],
    );
    const day = first?.day ?? previousOpeningDate;
    const openingDate = day < previousOpeningDate ? day : previousOpeningDate;
    return { openingDate, balanceChange: -(row.openingChange ?? 0n) };
  },
  /** Transactions that rows of an import joined. */
  async joined(importId: string): Promise<{ id: string; wasPending: boolean }[]> {
    const sql = 'select transaction_id, was_pending from joined_row where import_id = ?';
    const rows = await fork().execute<{ transaction_id: string; was_pending: number }[]>(sql, [importId]);
    return rows.map((row) => ({ id: row.transaction_id, wasPending: Boolean(row.was_pending) }));
  },
  /** Within a commit: the import, what it has to remember, and the mapping its account keeps for this layout. */
  async put(sql: Sql, { done, mapping, layout, leftOut, joined, openingChange, createMs }: ToRemember): Promise<void> {
    const { id: importId, householdId, accountId } = done;
    const own = { household_id: householdId, import_id: importId };
    await insertAll(sql, 'import', [
      {
        id: importId,
        household_id: householdId,
        account_id: accountId,
        file_name: done.fileName,
        created_count: done.createdCount,
        merged_count: done.mergedCount,
        duplicate_count: done.duplicateCount,
        error_count: done.errorCount,
        left_out_count: done.leftOutCount,
        previous_opening_date: done.previousOpeningDate || null,
        opening_change: openingChange ?? null,
        create_ms: createMs,
      },
    ]);
    const left = leftOut.map(({ importKey, occurrence }) => ({
      account_id: accountId,
      import_key: importKey,
      occurrence,
      ...own,
    }));
    await insertAll(sql, 'left_out_row', left);
    const pairs = joined.map((before) => ({
      transaction_id: before.id,
      was_pending: before.status === TransactionStatus.PENDING ? 1 : 0,
      ...own,
    }));
    await insertAll(sql, 'joined_row', pairs);
    const row = {
      account_id: accountId,
      household_id: householdId,
      layout,
      mapping: toJsonString(MappingSchema, mapping),
    };
    await insertAll(sql, 'mapping', [row], 'on duplicate key update mapping = values(mapping)');
  },
  /** Within a commit: the import is undone, and all its rows may come in again. */
  async revert(em: EntityManager, id: string, revertMs: number): Promise<void> {
    await em.nativeUpdate(ImportRow, { id, revertMs: null }, { revertMs });
    const unmarked = 'set bank_id = null, import_key = null, occurrence = null';
    await em.execute(`update ledger ${unmarked} where import_id = ?`, [id], 'run');
    const joined = 'id in (select transaction_id from joined_row where import_id = ?)';
    await em.execute(`update ledger ${unmarked} where ${joined}`, [id], 'run');
    for (const table of ['left_out_row', 'joined_row'])
      await em.execute(`delete from ${table} where import_id = ?`, [id], 'run');
  },
});

/** What is written beside an import's transactions; `joined` are the transactions before rows joined them. */
export type ToRemember = {
  readonly done: Import;
  readonly mapping: Mapping;
  readonly layout: string;
  readonly leftOut: readonly LeftOut[];
  readonly joined: readonly Transaction[];
  /** By how much the opening balance was changed because the opening date moved back. */
  readonly openingChange: bigint | undefined;
  readonly createMs: number;
};

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
    leftOutCount: row.leftOutCount,
    previousOpeningDate: row.previousOpeningDate ?? '',
    createTime: timestampFromMs(row.createMs),
    ...(row.revertMs && { revertTime: timestampFromMs(row.revertMs) }),
  });
