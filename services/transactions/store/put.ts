/** Writes changes of transactions within a commit. */
import { toJsonString } from '@bufbuild/protobuf';
import { type Transaction, TransactionSchema } from '#gen/melo/transactions/v1/transaction_pb.ts';
import type { Act, Change } from '#kit/act.ts';
import { type Cell, insertAll, type Sql, updateRow } from '#kit/events/sql.ts';
import { StaleDecisionError } from '#kit/stale.ts';
import type { Tag } from '../import/plan.ts';
import { toLedgerRow, toLineRows } from './rows.ts';

/** What an import knows of its rows, by transaction id. */
export type Tags = ReadonlyMap<string, Tag>;

/** Errors: ETAG_MISMATCH. */
export async function put(sql: Sql, act: Act, changes: readonly Change<Transaction>[], tags: Tags): Promise<void> {
  const created = changes.flatMap(({ before, after }) => (before ? [] : [after!]));
  // A tag may leave out what another has; all rows of an insert have the same columns.
  const tagged = created.map((transaction) => ({
    ...toLedgerRow(transaction),
    ...NO_TAG,
    ...tagOf(tags, transaction),
  }));
  await insertAll(sql, 'ledger', tagged);
  await insertAll(sql, 'line', created.flatMap(toLineRows));
  for (const { before, after } of changes) if (before) await replace(sql, act, before, after!, tagOf(tags, before));
}

export const NO_TAG = { import_id: null, bank_id: null, import_key: null, occurrence: null };

function tagOf(tags: Tags, { id }: Transaction): Readonly<Record<string, Cell>> {
  const tag = tags.get(id);
  return tag ? toTagRow(tag) : {};
}

/** The columns of a tag. */
export const toTagRow = ({ importId, bankId, importKey, occurrence }: Tag): Readonly<Record<string, Cell>> => ({
  ...(importId && { import_id: importId }),
  bank_id: bankId,
  import_key: importKey,
  occurrence,
});

async function replace(
  sql: Sql,
  act: Act,
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
      actor_id: act.actorId,
      occur_ms: act.now.epochMilliseconds,
      before_json: toJsonString(TransactionSchema, before),
      after_json: toJsonString(TransactionSchema, after),
    },
  ]);
}
