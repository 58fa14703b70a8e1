/** Sums of live transactions by account and month, moved in the commit of each change. */
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Transaction } from '#gen/melo/transactions/v1/transaction_pb.ts';
import type { Change } from '#kit/act.ts';
import { insertAll } from '#kit/events/sql.ts';

type Sum = {
  household_id: string;
  account_id: string;
  month: string;
  currency: string;
  row_count: number;
  minor_units: bigint;
};

/** Within a commit, after the ledger's rows: what these changes add to and take from which months. */
export async function moveSums(em: EntityManager, changes: readonly Change<Transaction>[]): Promise<void> {
  const sums = new Map<string, Sum>();
  const add = (transaction: Transaction | undefined, sign: 1 | -1) => {
    if (!transaction || transaction.deleteTime) return;
    const { householdId, accountId, amount } = transaction;
    const month = transaction.postingDate.slice(0, 7);
    const key = `${householdId}|${accountId}|${month}`;
    const { row_count, minor_units } = sums.get(key) ?? { row_count: 0, minor_units: 0n };
    sums.set(key, {
      household_id: householdId,
      account_id: accountId,
      month,
      currency: amount!.currencyCode,
      row_count: row_count + sign,
      minor_units: minor_units + BigInt(sign) * amount!.minorUnits,
    });
  };
  for (const { before, after } of changes) {
    add(before, -1);
    add(after, 1);
  }
  // In one order always, so that two commits never wait for each other in a circle.
  const moved = [...sums]
    .filter(([, { row_count, minor_units }]) => row_count !== 0 || minor_units !== 0n)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, sum]) => sum);
  await insertAll(
    em,
    'month_sum',
    moved,
    'on duplicate key update row_count = row_count + values(row_count), minor_units = minor_units + values(minor_units)',
  );
}
