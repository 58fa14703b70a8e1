/** What an account will hold once its future entries have come, apart from what it holds today. */

import { futureOf, sayWhen } from '../data/balances.ts';
import type { Account } from '../data/lists.ts';
import style from './amount.module.css';
import { Amount } from './amount.tsx';

export function FutureBalance({ account }: { readonly account: Account }) {
  const future = futureOf(account);
  if (!future) return null;
  return (
    <span className={style['future']}>
      <span>{sayWhen(future)}</span> <Amount of={future.balance} />
    </span>
  );
}
