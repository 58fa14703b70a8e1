/** Rules of net worth: balances of accounts on given days as assets and liabilities. */
import { money, sum } from '#kit/values/money.ts';
import { unconvertedTotals } from './unconverted.ts';

export type Account = {
  readonly id: string;
  readonly currency: string;
  readonly openingDate: string;
  readonly openingMinorUnits: bigint;
};
/** Sum of an account's lines in one month, transfers included. */
export type AccountSum = { readonly accountId: string; readonly month: string; readonly minorUnits: bigint };

/** Net worth on each of `days` (ascending, one per month). Lines before the range belong to its first month. */
export function netWorth(
  accounts: readonly Account[],
  sums: readonly AccountSum[],
  currency: string,
  days: readonly string[],
) {
  const byAccount = Map.groupBy(sums, ({ accountId }) => accountId);
  const balances = accounts.map((account) => ({
    currency: account.currency,
    onDays: balancesOn(account, byAccount.get(account.id) ?? [], days),
  }));
  const own = balances.filter((one) => one.currency === currency);
  const opened = accounts.map(({ openingDate }) => openingDate <= days.at(-1)!);
  return {
    points: days.map((date, i) => {
      const figures = own.map(({ onDays }) => onDays[i]!);
      const assets = sum(figures.filter((units) => units > 0n));
      const liabilities = sum(figures.filter((units) => units < 0n));
      return {
        date,
        netWorth: money(currency, assets + liabilities),
        assets: money(currency, assets),
        liabilities: money(currency, liabilities),
      };
    }),
    unconverted: unconvertedTotals(
      balances.filter((_, i) => opened[i]).map((one) => ({ ...one, minorUnits: one.onDays.at(-1)! })),
      currency,
    ),
  };
}

/** Opening balance plus all lines up to each day; 0 before the opening date. */
function balancesOn(account: Account, sums: readonly AccountSum[], days: readonly string[]): bigint[] {
  const byMonth = new Map(sums.map(({ month, minorUnits }) => [month, minorUnits]));
  let units = account.openingMinorUnits;
  return days.map((day) => {
    units += byMonth.get(day.slice(0, 7)) ?? 0n;
    return day < account.openingDate ? 0n : units;
  });
}
