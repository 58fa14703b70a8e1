/** Sums of live transactions by account and month, moved in the commit of each change. */
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Transaction } from '#gen/melo/transactions/v1/transaction_pb.ts';
import type { Change } from '#kit/act.ts';

/** Rows of one statement. */
const CHUNK = 500;

type Sum = { household: string; account: string; month: string; currency: string; count: number; minorUnits: bigint };

/** Within a commit, after the ledger's rows: what these changes add to and take from which months. */
export async function moveSums(em: EntityManager, changes: readonly Change<Transaction>[]): Promise<void> {
  const sums = new Map<string, Sum>();
  const add = (transaction: Transaction | undefined, sign: 1 | -1) => {
    if (!transaction || transaction.deleteTime) return;
    const { householdId: household, accountId: account, amount } = transaction;
    const month = transaction.postingDate.slice(0, 7);
    const key = `${household}|${account}|${month}`;
    const { count, minorUnits } = sums.get(key) ?? { count: 0, minorUnits: 0n };
    const currency = amount!.currencyCode;
    const units = minorUnits + BigInt(sign) * amount!.minorUnits;
    sums.set(key, { household, account, month, currency, count: count + sign, minorUnits: units });
  };
  for (const { before, after } of changes) {
    add(before, -1);
    add(after, 1);
  }
  // In one order always, so that two commits never wait for each other in a circle.
  const moved = [...sums]
    .filter(([, { count, minorUnits }]) => count !== 0 || minorUnits !== 0n)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, sum]) => sum);
  for (let i = 0; i < moved.length; i += CHUNK) {
    const chunk = moved.slice(i, i + CHUNK);
    await em.execute(
      `insert into month_sum (household_id, account_id, month, currency, row_count, minor_units)
       values ${chunk.map(() => '(?, ?, ?, ?, ?, ?)').join(', ')}
       on duplicate key update row_count = row_count + values(row_count), minor_units = minor_units + values(minor_units)`,
      chunk.flatMap((sum) => [
        sum.household,
        sum.account,
        sum.month,
        sum.currency,
        sum.count,
        sum.minorUnits.toString(),
      ]),
      'run',
    );
  }
}
