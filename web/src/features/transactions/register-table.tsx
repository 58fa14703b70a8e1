/** The register as a table, where there is room. */
import { useState } from 'react';
import type { Transaction } from '#gen/melo/transactions/v1/transaction_pb.ts';
import type { Exact } from '../../i18n/amounts.ts';
import { text } from '../../i18n/text.ts';
import style from './register.module.css';
import { Row } from './row.tsx';
import type { Selection } from './use-selection.ts';

type Props = {
  readonly transactions: readonly Transaction[];
  /** The balance after each transaction; undefined in a register of several accounts. */
  readonly balances: readonly Exact[] | undefined;
  readonly withAccount: boolean;
  readonly selection: Selection;
  readonly edit: (id: string) => void;
};

export function RegisterTable({ transactions, balances, withAccount, selection, edit }: Props) {
  const [splitting, setSplitting] = useState<string>();
  return (
    <table className={style['table']} aria-label={text('transactions.transactions')}>
      <Head withAccount={withAccount} withBalance={balances !== undefined} />
      <tbody>
        {transactions.map((transaction, i) => (
          <Row
            key={transaction.id}
            transaction={transaction}
            balance={balances?.[i]}
            withAccount={withAccount}
            selected={selection.has(transaction.id)}
            toggle={() => selection.toggle(transaction.id)}
            edit={() => edit(transaction.id)}
            splitting={splitting === transaction.id}
            split={(open) => setSplitting(open ? transaction.id : undefined)}
          />
        ))}
      </tbody>
    </table>
  );
}

const Head = ({ withAccount, withBalance }: { readonly withAccount: boolean; readonly withBalance: boolean }) => (
  <thead>
    <tr>
      <th className={style['check']}>
        <span className={style['hidden']}>{text('transactions.selected')}</span>
      </th>
      <th className={style['date']}>{text('transactions.date')}</th>
      <th>{text('transactions.payee')}</th>
      <th className={style['category']}>{text('transactions.category')}</th>
      {withAccount && <th className={style['account']}>{text('transactions.account')}</th>}
      <th className={style['note']}>{text('transactions.note')}</th>
      <th className={style['figure']}>{text('transactions.amount')}</th>
      {withBalance && <th className={style['figure']}>{text('transactions.balance')}</th>}
      <th className={style['menu']}>
        <span className={style['hidden']}>{text('transactions.actions')}</span>
      </th>
    </tr>
  </thead>
);
