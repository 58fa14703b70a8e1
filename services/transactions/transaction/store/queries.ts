/** Reads transactions and the register. */
import type { Transaction } from '#gen/melo/transactions/v1/transaction_pb.ts';
import { topics } from '#infra/topology.ts';
import { freshness } from '#kit/store/sql/checkpoints.ts';
import type { MariadbReader } from '#kit/store/sql/mariadb-reader.ts';
import { allInOrder, placeholders, type Sql } from '#kit/store/sql/rows.ts';
import type { Filter } from './filter.ts';
import { type After, pageRows, totals } from './list.ts';
import { type LedgerRecord, type LineRecord, toTransaction } from './rows.ts';

export const queries = ({ read }: MariadbReader) => ({
  /** Transactions in the order of the IDs, without deleted ones unless `showDeleted`. */
  async transactions(
    ids: readonly string[],
    households: readonly string[],
    showDeleted = false,
  ): Promise<Transaction[]> {
    if (ids.length === 0 || households.length === 0) return [];
    const found = await read(async (sql) => {
      const rows = await sql.execute<LedgerRecord[]>(
        `select * from ledger where id in (${placeholders(ids)}) and household_id in (${placeholders(households)})
         ${showDeleted ? '' : 'and deleted_ms is null'}`,
        [...ids, ...households],
      );
      return withLines(sql, rows);
    });
    const byId = new Map(found.map((transaction) => [transaction.id, transaction]));
    return ids.flatMap((id) => byId.get(id) ?? []);
  },
  /** A page of the filtered register, and the totals of all that match. */
  async list(filter: Filter, after: After | undefined, limit: number) {
    const [transactions, sums, { incomplete }] = await read((sql) =>
      allInOrder([
        pageRows(sql, filter, after, limit).then((rows) => withLines(sql, rows)),
        totals(sql, filter),
        freshness(sql, topics.category, filter.householdId),
      ]),
    );
    return { transactions, ...sums, incomplete };
  },
});

/** The transactions of rows; one more query reads their lines. */
async function withLines(sql: Sql, rows: readonly LedgerRecord[]): Promise<Transaction[]> {
  if (rows.length === 0) return [];
  const lines = await sql.execute<LineRecord[]>(
    `select * from line where transaction_id in (${placeholders(rows)}) order by transaction_id, position`,
    rows.map(({ id }) => id),
  );
  const byTransaction = Map.groupBy(lines, ({ transaction_id }) => transaction_id);
  return rows.map((row) => toTransaction(row, byTransaction.get(row.id) ?? []));
}
