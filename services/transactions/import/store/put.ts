/** Writes an import's own rows within the commit of its transactions. */
import { toJsonString } from '@bufbuild/protobuf';
import { type Import, type Mapping, MappingSchema } from '#gen/melo/transactions/v1/import_pb.ts';
import { type Transaction, TransactionStatus } from '#gen/melo/transactions/v1/transaction_pb.ts';
import { insertAll, type Sql } from '#kit/store/sql/rows.ts';
import type { LeftOut } from '../match/types.ts';

/** Within a commit: writes the import, the rows it leaves out and joins, and the account's mapping for this layout. */
export async function putImport(sql: Sql, record: ImportRecord): Promise<void> {
  await insertAll(sql, 'import', [importRow(record)]);
  const { done, mapping, layout, leftOut, joined } = record;
  const { id: importId, householdId, accountId } = done;
  const own = { household_id: householdId, import_id: importId };
  const leftOutRows = leftOut.map(({ importKey, occurrence }) => ({
    account_id: accountId,
    import_key: importKey,
    occurrence,
    ...own,
  }));
  await insertAll(sql, 'left_out_row', leftOutRows);
  const joinedRows = joined.map((before) => ({
    transaction_id: before.id,
    was_pending: before.status === TransactionStatus.PENDING ? 1 : 0,
    ...own,
  }));
  await insertAll(sql, 'joined_row', joinedRows);
  const mappingRow = {
    account_id: accountId,
    household_id: householdId,
    layout,
    mapping: toJsonString(MappingSchema, mapping),
  };
  await insertAll(sql, 'mapping', [mappingRow], 'on duplicate key update mapping = values(mapping)');
}

const importRow = ({ done, openingChange, createMs }: ImportRecord) => ({
  id: done.id,
  household_id: done.householdId,
  account_id: done.accountId,
  file_name: done.fileName,
  created_count: done.createdCount,
  merged_count: done.mergedCount,
  duplicate_count: done.duplicateCount,
  error_count: done.errorCount,
  left_out_count: done.leftOutCount,
  previous_opening_date: done.previousOpeningDate || null,
  opening_change: openingChange ?? null,
  create_ms: createMs,
});

/** An import with its own rows; `joined` are the transactions before rows joined them. */
export type ImportRecord = {
  readonly done: Import;
  readonly mapping: Mapping;
  readonly layout: string;
  readonly leftOut: readonly LeftOut[];
  readonly joined: readonly Transaction[];
  /** The change of the opening balance for an opening date that moved back. */
  readonly openingChange: bigint | undefined;
  readonly createMs: number;
};
