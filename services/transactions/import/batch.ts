/** Created transactions of an import as rows of the ledger, its lines and the outbox. */
import type { WriteContext } from '#kit/rpc/write-context.ts';
import type { Cell } from '#kit/store/sql/rows.ts';
import type { KnownAccount } from '../references/references.ts';
import { NO_PROVENANCE, toProvenanceRow } from '../transaction/store/put.ts';
import { toLedgerRow, toLineRows } from '../transaction/store/rows.ts';
import { sumsOf } from '../transaction/store/sums.ts';
import { created } from './entries.ts';
import type { Matched } from './match/types.ts';
import { provenanceOf } from './plan.ts';
import type { CreatedBatch, Rows } from './store/commit.ts';

/** Creates the transactions of the rows. Errors: those of `createTransaction`. */
export function createdBatch(
  matched: readonly Matched[],
  account: KnownAccount,
  importId: string,
  write: WriteContext,
): CreatedBatch {
  const changes = matched.map((row) => ({ row, change: created(row, account, importId, write) }));
  const ledger = changes.map(({ row, change }) => ({
    ...toLedgerRow(change.after!),
    ...NO_PROVENANCE,
    ...toProvenanceRow({ ...provenanceOf(row), importId }),
  }));
  const outbox = changes.flatMap(({ change }) =>
    change.events.map(({ eventId, topic, key, payload }) => ({ event_id: eventId, topic, record_key: key, payload })),
  );
  return {
    ledger: rowsOf(ledger),
    line: rowsOf(changes.flatMap(({ change }) => toLineRows(change.after!))),
    outbox: rowsOf(outbox),
    sums: sumsOf(changes.map(({ change }) => change)),
  };
}

/** Rows with the same columns, as column names and values. */
function rowsOf(rows: readonly Readonly<Record<string, Cell>>[]): Rows {
  const columns = Object.keys(rows[0] ?? {});
  return { columns, rows: rows.map((row) => columns.map((column) => row[column]!)) };
}
