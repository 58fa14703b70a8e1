/** Sums of live transactions by account and month, updated in the commit of each change. */
import type { Transaction } from '#gen/melo/transactions/v1/transaction_pb.ts';
import type { Change } from '#kit/rpc/write-context.ts';
import { insertAll, type Sql } from '#kit/store/sql/rows.ts';

export type Sum = {
  household_id: string;
  account_id: string;
  month: string;
  currency: string;
  row_count: number;
  minor_units: bigint;
};

/** Within a commit, after the ledger's rows: applies the changes to the monthly sums. */
export const moveSums = (sql: Sql, changes: readonly Change<Transaction>[]): Promise<void> =>
  addSums(sql, sumsOf(changes));

/** The differences that changes make to monthly sums. */
export function sumsOf(changes: readonly Change<Transaction>[]): Sum[] {
  const sums: Sum[] = [];
  const add = (transaction: Transaction | undefined, sign: 1 | -1) => {
    if (!transaction || transaction.deleteTime) return;
    const { householdId, accountId, postingDate, amount } = transaction;
    sums.push({
      household_id: householdId,
      account_id: accountId,
      month: postingDate.slice(0, 7),
      currency: amount!.currencyCode,
      row_count: sign,
      minor_units: BigInt(sign) * amount!.minorUnits,
    });
  };
  for (const { before, after } of changes) {
    add(before, -1);
    add(after, 1);
  }
  return merged(sums);
}

/** Within a commit, once: adds differences to the monthly sums. */
export async function addSums(sql: Sql, sums: readonly Sum[]): Promise<void> {
  // Always in the same order, so that concurrent commits do not deadlock.
  const changed = merged(sums)
    .filter(({ row_count, minor_units }) => row_count !== 0 || minor_units !== 0n)
    .sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
  await insertAll(
    sql,
    'month_sum',
    changed,
    'on duplicate key update row_count = row_count + values(row_count), minor_units = minor_units + values(minor_units)',
  );
}

const keyOf = ({ household_id, account_id, month }: Sum): string => `${household_id}|${account_id}|${month}`;

/** Merges sums of the same account and month. */
function merged(sums: readonly Sum[]): Sum[] {
  const byKey = new Map<string, Sum>();
  for (const sum of sums) {
    const { row_count, minor_units } = byKey.get(keyOf(sum)) ?? { row_count: 0, minor_units: 0n };
    byKey.set(keyOf(sum), {
      ...sum,
      row_count: row_count + sum.row_count,
      minor_units: minor_units + sum.minor_units,
    });
  }
  return [...byKey.values()];
}
