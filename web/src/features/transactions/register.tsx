/** The register: a table where there is room, a list on a phone. Scrolling to the end loads older rows. */
import { Button } from '@mantine/core';
import { useIntersection, useMediaQuery } from '@mantine/hooks';
import { useEffect, useState } from 'react';
import type { Transaction } from '#gen/melo/transactions/v1/transaction_pb.ts';
import { finalBalanceOf } from '../../api/balances.ts';
import { currencyOf, useAccounts } from '../../api/lists.ts';
import { TABLES } from '../../app/theme.ts';
import { exactOf } from '../../i18n/amounts.ts';
import { text } from '../../i18n/text.ts';
import { EditDialog } from './edit/edit-dialog.tsx';
import { type Filters, isWholeAccount } from './filters/filters.ts';
import { PhoneRow } from './phone-row.tsx';
import style from './register.module.css';
import { RegisterTable } from './register-table.tsx';
import { runningBalances } from './running.ts';
import { SelectionBar } from './selection-bar.tsx';
import { useSelection } from './use-selection.ts';

type Props = {
  readonly transactions: readonly Transaction[];
  readonly filters: Filters;
  readonly more: (() => void) | undefined;
  readonly loading: boolean;
};

export function Register({ transactions, filters, more, loading }: Props) {
  const roomy = useMediaQuery(TABLES, true, { getInitialValueInEffect: false });
  const [edited, setEdited] = useState<string>();
  const selection = useSelection();
  const balances = useBalances(transactions, filters);
  const chosen = transactions.filter(({ id }) => selection.has(id));
  const editing = transactions.find(({ id }) => id === edited);
  const withAccount = filters.account === undefined;
  return (
    <>
      {chosen.length > 0 && <SelectionBar chosen={chosen} clear={selection.clear} />}
      {roomy ? (
        <RegisterTable {...{ transactions, balances, withAccount, selection }} edit={setEdited} />
      ) : (
        <RegisterList transactions={transactions} edit={setEdited} />
      )}
      {more && <More more={more} loading={loading} />}
      {editing && <EditDialog transaction={editing} close={() => setEdited(undefined)} />}
    </>
  );
}

type ListProps = Pick<Props, 'transactions'> & { readonly edit: (id: string) => void };

const RegisterList = ({ transactions, edit }: ListProps) => (
  <ul className={style['list']} aria-label={text('transactions.transactions')}>
    {transactions.map((transaction, i) => (
      <PhoneRow
        key={transaction.id}
        transaction={transaction}
        newDay={transactions[i - 1]?.postingDate !== transaction.postingDate}
        edit={() => edit(transaction.id)}
      />
    ))}
  </ul>
);

function useBalances(transactions: readonly Transaction[], filters: Filters) {
  const { byId } = useAccounts();
  const account = filters.account ? byId.get(filters.account) : undefined;
  if (!account || !isWholeAccount(filters)) return undefined;
  const amounts = transactions.map(({ amount }) => amount?.minorUnits ?? 0n);
  return runningBalances(finalBalanceOf(account).minorUnits, amounts).map((units) =>
    exactOf(currencyOf(account), units),
  );
}

/** Loads older rows when it comes into view; the button is for users who do not scroll. */
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
