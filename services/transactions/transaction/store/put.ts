/** Writes changes of transactions within a commit. */
import { toJsonString } from '@bufbuild/protobuf';
import { type Transaction, TransactionSchema } from '#gen/melo/transactions/v1/transaction_pb.ts';
import type { Change, WriteContext } from '#kit/rpc/write-context.ts';
import { type Cell, insertAll, type Sql, updateRow } from '#kit/store/sql/rows.ts';
import { StaleDecisionError } from '#kit/store/stale-decision.ts';
import type { ImportProvenance } from '../../import/plan.ts';
import { toLedgerRow, toLineRows } from './rows.ts';

/** What an import knows of its rows, by transaction id. */
export type ImportProvenances = ReadonlyMap<string, ImportProvenance>;

/** Errors: ETAG_MISMATCH. */
export async function put(
  sql: Sql,
  write: WriteContext,
  changes: readonly Change<Transaction>[],
  tags: ImportProvenances,
): Promise<void> {
  const created = changes.flatMap(({ before, after }) => (before ? [] : [after!]));
  // A tag may leave out what another has; all rows of an insert have the same columns.
  const tagged = created.map((transaction) => ({
    ...toLedgerRow(transaction),
    ...NO_PROVENANCE,
    ...tagOf(tags, transaction),
  }));
  await insertAll(sql, 'ledger', tagged);
  await insertAll(sql, 'line', created.flatMap(toLineRows));
  for (const { before, after } of changes) if (before) await replace(sql, write, before, after!, tagOf(tags, before));
}

export const NO_PROVENANCE = { import_id: null, bank_id: null, import_key: null, occurrence: null };

function tagOf(tags: ImportProvenances, { id }: Transaction): Readonly<Record<string, Cell>> {
  const tag = tags.get(id);
  return tag ? toProvenanceRow(tag) : {};
}

/** The columns of a tag. */
export const toProvenanceRow = ({
  importId,
  bankId,
  importKey,
  occurrence,
}: ImportProvenance): Readonly<Record<string, Cell>> => ({
  ...(importId && { import_id: importId }),
  bank_id: bankId,
  import_key: importKey,
  occurrence,
});

async function replace(
  sql: Sql,
  write: WriteContext,
  before: Transaction,
  after: Transaction,
  tag: Readonly<Record<string, Cell>>,
): Promise<void> {
  const unchanged = { id: before.id, version: BigInt(before.etag) };
  const changed = await updateRow(sql, 'ledger', unchanged, { ...toLedgerRow(after), ...tag });
  if (!changed) throw new StaleDecisionError(before.id);
  await sql.execute('delete from line where transaction_id = ?', [before.id], 'run');
  await insertAll(sql, 'line', toLineRows(after));
  await insertAll(sql, 'history', [
    {
      transaction_id: before.id,
      version: BigInt(after.etag),
      actor_id: write.actorId,
      occur_ms: write.now.epochMilliseconds,
      before_json: toJsonString(TransactionSchema, before),
      after_json: toJsonString(TransactionSchema, after),
    },
  ]);
}
