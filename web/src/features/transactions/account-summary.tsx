/** Below the name of an account: its balance, what came in and went out this month, and the way back to all transactions. */
import { Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useMemo } from 'react';
import { balanceOf } from '../../api/balances.ts';
import { useCurrentHousehold } from '../../api/current-household.tsx';
import { type Chunk, rowsOf } from '../../api/ledger/chunks.ts';
import { useFresh, useLedger } from '../../api/ledger/list.ts';
import { type Account, currencyOf } from '../../api/lists.ts';
import { exact, exactOf } from '../../i18n/amounts.ts';
import { firstDay, lastDay, monthOf } from '../../i18n/dates.ts';
import { text } from '../../i18n/text.ts';
import { FutureBalance } from '../../ui/feedback/future-balance.tsx';
import { Amount } from '../../ui/layout/amount.tsx';
import { requestOf } from './filters/filter-request.ts';
import { type Flows, flowsOf } from './flows.ts';
import style from './register.module.css';

export function AccountSummary({ account }: { readonly account: Account }) {
  const flows = useMonthFlows(account);
  return (
    <span className={style['summary']}>
      <Figure label={text('transactions.balance')}>
        <Amount of={balanceOf(account)} strong /> <FutureBalance account={account} />
      </Figure>
      {flows && (
        <>
          <Figure label={text('transactions.in-this-month')}>
            <Amount of={flows.into} />
          </Figure>
          <Figure label={text('transactions.out-this-month')}>
            <Amount of={flows.out} />
          </Figure>
        </>
      )}
      <Link to="/transactions" className={style['link'] ?? ''}>
        {text('transactions.all-transactions')}
      </Link>
    </span>
  );
}

const Figure = ({ label, children }: { readonly label: string; readonly children: ReactNode }) => (
  <Text size="sm" c="dimmed" span>
    {label} {children}
  </Text>
);

const NO_CHUNKS: readonly Chunk[] = [];

/** Undefined until they are known: a month of more transactions than one page is not summed here. */
function useMonthFlows(account: Account): Flows | undefined {
  const { household, today } = useCurrentHousehold();
  const request = useMemo(() => {
    const month = monthOf(today);
    return requestOf({ account: account.id, from: firstDay(month), to: lastDay(month) }, household.id);
  }, [account.id, household.id, today]);
  const { data, isPlaceholderData } = useLedger(request);
  useFresh(request, data && !isPlaceholderData ? data.chunks : NO_CHUNKS);
  if (!data || isPlaceholderData || data.next !== '') return undefined;
  const [flows] = flowsOf(rowsOf(data).map(({ amount }) => exact(amount!)));
  const none = exactOf(currencyOf(account), 0n);
  return flows ?? { into: none, out: none };
}
