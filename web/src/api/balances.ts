/** The balance of an account today, and its future entries. */
import { type Exact, exact, exactOf } from '../i18n/amounts.ts';
import { text } from '../i18n/text.ts';
import type { Account } from './lists.ts';

/** Entries after today, or an opening balance in the future. */
export type Future = {
  /** The balance after all of them. */
  readonly balance: Exact;
  readonly count: number;
};

type Balances = Pick<Account, 'balance' | 'openingBalance'>;

/** The balance at the end of today in the household's time zone. */
export const balanceOf = (account: Balances): Exact =>
  account.balance?.balance ? exact(account.balance.balance) : exactOf(account.openingBalance.currencyCode, 0n);

/** The balance over all dates: the start for running balances in a register with future entries, newest first. */
export function finalBalanceOf(account: Balances): Exact {
  const today = balanceOf(account);
  return exactOf(today.currencyCode, today.minorUnits + BigInt(account.balance?.future?.minorUnits ?? 0));
}

/** Undefined without future entries. */
export function futureOf(account: Balances): Future | undefined {
  const { future, futureCount = 0 } = account.balance ?? {};
  if (futureCount === 0 && BigInt(future?.minorUnits ?? 0) === 0n) return undefined;
  return { balance: finalBalanceOf(account), count: futureCount };
}

/** When the future balance is reached: "after 2 future entries". */
export const formatFuture = ({ count }: Future): string =>
  count === 0 ? text('ui.once-it-opens') : text('ui.after-future-entries', { count });
