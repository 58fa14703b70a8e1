/** What an account holds today, and what is still to come. */
import { type Exact, exact, exactOf } from '../i18n/amounts.ts';
import { text } from '../i18n/text.ts';
import type { Account } from './lists.ts';

/** Entries dated after today, or an opening that is still ahead. */
export type Future = {
  /** What the account will hold after all of them. */
  readonly balance: Exact;
  readonly count: number;
};

type Balances = Pick<Account, 'balance' | 'openingBalance'>;

/** What the account holds at the end of today in the household's time zone. */
export const balanceOf = (account: Balances): Exact =>
  account.balance?.balance ? exact(account.balance.balance) : exactOf(account.openingBalance.currencyCode, 0n);

/** The balance over all dates: where a register that lists future entries, newest first, begins to count back. */
export function finalBalanceOf(account: Balances): Exact {
  const today = balanceOf(account);
  return exactOf(today.currencyCode, today.minorUnits + BigInt(account.balance?.future?.minorUnits ?? 0));
}

/** Undefined when nothing is still to come. */
export function futureOf(account: Balances): Future | undefined {
  const { future, futureCount = 0 } = account.balance ?? {};
  if (futureCount === 0 && BigInt(future?.minorUnits ?? 0) === 0n) return undefined;
  return { balance: finalBalanceOf(account), count: futureCount };
}

/** When the future balance is reached: "after 2 future entries". */
export const sayWhen = ({ count }: Future): string =>
  count === 0 ? text('ui.once-it-opens') : text('ui.after-future-entries', { count });
