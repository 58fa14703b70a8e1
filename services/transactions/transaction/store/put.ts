/** Writes changes of transactions within a commit: the ledger, its lines and the history. */
import { toJsonString } from '@bufbuild/protobuf';
import { type Transaction, TransactionSchema } from '#gen/melo/transactions/v1/transaction_pb.ts';
import type { Change, WriteContext } from '#kit/rpc/write-context.ts';
import { allInOrder, type Cell, insertAll, type Sql, updateRow } from '#kit/store/sql/rows.ts';
import { StaleDecisionError } from '#kit/store/stale-decision.ts';
import type { ImportProvenance } from '../../import/plan.ts';
import { toLedgerRow, toLineRows } from './rows.ts';

/** Import provenance by transaction id. */
export type ImportProvenances = ReadonlyMap<string, ImportProvenance>;

/** Errors: StaleDecisionError. */
export async function put(
  sql: Sql,
  write: WriteContext,
  changes: readonly Change<Transaction>[],
  provenances: ImportProvenances = new Map(),
): Promise<void> {
  const created = changes.flatMap(({ before, after }) => (before ? [] : [after!]));
  // All rows of an insert need the same columns, so missing provenance is filled with null.
  const rows = created.map((transaction) => ({
    ...toLedgerRow(transaction),
    ...NO_PROVENANCE,
    ...provenanceRowOf(provenances, transaction),
  }));
  await allInOrder([insertAll(sql, 'ledger', rows), insertAll(sql, 'line', created.flatMap(toLineRows))]);
  for (const { before, after } of changes)
    if (before) await replace(sql, write, { before, after: after! }, provenanceRowOf(provenances, before));
}

export const NO_PROVENANCE = { import_id: null, bank_id: null, import_key: null, occurrence: null };

function provenanceRowOf(provenances: ImportProvenances, { id }: Transaction): Readonly<Record<string, Cell>> {
  const provenance = provenances.get(id);
  return provenance ? toProvenanceRow(provenance) : {};
}

/** The columns of an import provenance. */
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
  { before, after }: { readonly before: Transaction; readonly after: Transaction },
  provenance: Readonly<Record<string, Cell>>,
): Promise<void> {
  const unchanged = { id: before.id, version: BigInt(before.etag) };
  const changed = await updateRow(sql, 'ledger', unchanged, { ...toLedgerRow(after), ...provenance });
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
