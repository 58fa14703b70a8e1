/** The rows of the register, as a table where there is room and as a list on a phone; older ones follow while one scrolls. */
import { Button } from '@mantine/core';
import { useIntersection, useMediaQuery } from '@mantine/hooks';
import { useEffect, useState } from 'react';
import type { Transaction } from '#gen/melo/transactions/v1/transaction_pb.ts';
import { finalBalanceOf } from '../../api/balances.ts';
import { currencyOf, useAccounts } from '../../api/lists.ts';
import { TABLES } from '../../app/theme.ts';
import { exactOf } from '../../i18n/amounts.ts';
import { text } from '../../i18n/text.ts';
import { EditDialog } from './edit-dialog.tsx';
import { type Filters, isWholeAccount } from './filters.ts';
import { PhoneRow } from './phone-row.tsx';
import style from './register.module.css';
import { Row } from './row.tsx';
import { runningBalances } from './running.ts';
import { SelectionBar } from './selection-bar.tsx';

type Props = {
  readonly transactions: readonly Transaction[];
  readonly filters: Filters;
  readonly more: (() => void) | undefined;
  readonly loading: boolean;
};

export function Register({ transactions, filters, more, loading }: Props) {
  const roomy = useMediaQuery(TABLES, true, { getInitialValueInEffect: false });
  const [edited, setEdited] = useState<string>();
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [splitting, setSplitting] = useState<string>();
  const balances = useBalances(transactions, filters);
  const chosen = transactions.filter(({ id }) => selected.has(id));
  const editing = transactions.find(({ id }) => id === edited);
  const toggle = (id: string) =>
    setSelected((before) => {
      const after = new Set(before);
      if (!after.delete(id)) after.add(id);
      return after;
    });
  const withAccount = filters.account === undefined;

  return (
    <>
      {chosen.length > 0 && <SelectionBar chosen={chosen} clear={() => setSelected(new Set())} />}
      {roomy ? (
        <table className={style['table']} aria-label={text('transactions.transactions')}>
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
              {balances && <th className={style['figure']}>{text('transactions.balance')}</th>}
              <th className={style['menu']}>
                <span className={style['hidden']}>{text('transactions.actions')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {transactions.map((transaction, i) => (
              <Row
                key={transaction.id}
                transaction={transaction}
                balance={balances?.[i]}
                withAccount={withAccount}
                selected={selected.has(transaction.id)}
                toggle={() => toggle(transaction.id)}
                edit={() => setEdited(transaction.id)}
                splitting={splitting === transaction.id}
                split={(open) => setSplitting(open ? transaction.id : undefined)}
              />
            ))}
          </tbody>
        </table>
      ) : (
        <ul className={style['list']} aria-label={text('transactions.transactions')}>
          {transactions.map((transaction, i) => (
            <PhoneRow
              key={transaction.id}
              transaction={transaction}
              newDay={transactions[i - 1]?.postingDate !== transaction.postingDate}
              edit={() => setEdited(transaction.id)}
            />
          ))}
        </ul>
      )}
      {more && <More more={more} loading={loading} />}
      {editing && <EditDialog transaction={editing} close={() => setEdited(undefined)} />}
    </>
  );
}

function useBalances(transactions: readonly Transaction[], filters: Filters) {
  const { byId } = useAccounts();
  const account = filters.account ? byId.get(filters.account) : undefined;
  if (!account || !isWholeAccount(filters)) return undefined;
  const amounts = transactions.map(({ amount }) => amount?.minorUnits ?? 0n);
  return runningBalances(finalBalanceOf(account).minorUnits, amounts).map((units) =>
    exactOf(currencyOf(account), units),
  );
}

/** Asks for older rows when its place comes into sight; the button is for those who do not scroll. */
function More({ more, loading }: { readonly more: () => void; readonly loading: boolean }) {
  const { ref, entry } = useIntersection<HTMLDivElement>({ rootMargin: '400px' });
  const near = entry?.isIntersecting ?? false;
  useEffect(() => {
    if (near && !loading) more();
  }, [near, loading, more]);
  return (
    <div ref={ref} className={style['more']}>
      <Button variant="subtle" loading={loading} onClick={more}>
        {text('transactions.show-older')}
      </Button>
    </div>
  );
}
