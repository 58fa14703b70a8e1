/** Commits an import on one connection and in one transaction: its rows, their events, and the response. */
import type { Transaction } from '#gen/melo/transactions/v1/transaction_pb.ts';
import type { Change, WriteContext } from '#kit/rpc/write-context.ts';
import { commitSql } from '#kit/store/sql/commit.ts';
import type { MariadbWriter, WriterSql } from '#kit/store/sql/mariadb-writer.ts';
import type { Cell } from '#kit/store/sql/rows.ts';
import { traceparent } from '#kit/telemetry/telemetry.ts';
import { type ImportProvenances, put } from '../../transaction/store/put.ts';
import { addSums, type Sum, sumsOf } from '../../transaction/store/sums.ts';

export type Rows = { readonly columns: readonly string[]; readonly rows: readonly (readonly Cell[])[] };

/** A batch of the created transactions as rows. */
export type CreatedBatch = {
  readonly ledger: Rows;
  readonly line: Rows;
  readonly outbox: Rows;
  readonly sums: readonly Sum[];
};

export type ImportCommit = {
  /** Batches of created transactions, requested in order; after a deadlock all are requested again. */
  readonly batchCount: number;
  batch(index: number): Promise<CreatedBatch>;
  /** Entries made by hand that rows of the file join. */
  readonly joined: readonly Change<Transaction>[];
  readonly provenances: ImportProvenances;
  /** Writes the import's own rows in the same transaction. */
  putImport(sql: WriterSql): Promise<void>;
};

/** Errors: StaleDecisionError, DuplicateRequestError, UniqueConstraintViolationException. */
export function commitImport<Response extends object>(
  writer: MariadbWriter,
  write: WriteContext,
  response: Response,
  { batchCount, batch, joined, provenances, putImport }: ImportCommit,
): Promise<Response> {
  const events = joined.flatMap((change) => change.events);
  return commitSql(
    () => writer,
    write,
    { events, response },
    async (sql: WriterSql) => {
      await putImport(sql);
      const sums = sumsOf(joined);
      for (let index = 0; index < batchCount; index++) sums.push(...(await insertBatch(sql, await batch(index))));
      await put(sql, write, joined, provenances);
      await addSums(sql, sums);
    },
  );
}

async function insertBatch(sql: WriterSql, { ledger, line, outbox, sums }: CreatedBatch): Promise<readonly Sum[]> {
  // The worker thread that made the batch has no trace context.
  const parent = traceparent() ?? null;
  await sql.insertRows('ledger', ledger.columns, ledger.rows);
  await sql.insertRows('line', line.columns, line.rows);
  const traced = outbox.rows.map((row) => [...row, parent]);
  await sql.insertRows('outbox', [...outbox.columns, 'traceparent'], traced);
  return sums;
}
