/** The balance of an account after its future entries, beside that of today. */

import { formatFuture, futureOf } from '../../api/balances.ts';
import type { Account } from '../../api/lists.ts';
import style from '../layout/amount.module.css';
import { Amount } from '../layout/amount.tsx';

type Props = {
  readonly account: Account;
  /** Takes a line of its own, with the amount at its end. */
  readonly wide?: boolean;
};

export function FutureBalance({ account, wide = false }: Props) {
  const future = futureOf(account);
  if (!future) return null;
  return (
    <span className={style['future']} data-wide={wide}>
      <span>{formatFuture(future)}</span> <Amount of={future.balance} />
    </span>
  );
}
