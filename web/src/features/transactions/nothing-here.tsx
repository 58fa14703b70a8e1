/** An empty register: no transactions yet, or none that matches the filters. */
import { Button, Group } from '@mantine/core';
import { IconFilterOff, IconListDetails } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useAccounts } from '../../api/lists.ts';
import { useQuickActions } from '../../app/quick-actions.tsx';
import { sizes } from '../../app/theme.ts';
import { text } from '../../i18n/text.ts';
import { Empty } from '../../ui/feedback/notes.tsx';
import { Loaded } from '../../ui/feedback/states.tsx';
import { NoAccounts } from '../accounts/no-accounts.tsx';
import type { Filters } from './filters/filters.ts';

type Props = { readonly filters: Filters };

export function NothingHere({ filters }: Props) {
  const { open, query } = useAccounts();
  const { account, ...others } = filters;
  if (Object.keys(others).length > 0) return <NoMatches account={account} />;
  return (
    <Loaded query={query}>{() => (open.length === 0 ? <NoAccounts /> : <NoTransactions account={account} />)}</Loaded>
  );
}

type AccountProps = { readonly account: string | undefined };

const NoMatches = ({ account }: AccountProps) => (
  <Empty
    icon={<IconFilterOff size={sizes.largeIcon} stroke={sizes.stroke} />}
    title={text('transactions.no-matches')}
    text={text('transactions.no-transaction-matches-these-filters')}
  >
    <Button
      variant="default"
      renderRoot={(props) => <Link to="/transactions" search={account ? { account } : {}} {...props} />}
    >
      {text('transactions.clear-filters')}
    </Button>
  </Empty>
);

const listIcon = <IconListDetails size={sizes.largeIcon} stroke={sizes.stroke} />;

function NoTransactions({ account }: AccountProps) {
  const { add } = useQuickActions();
  return (
    <Empty
      icon={listIcon}
      title={text('transactions.no-transactions-yet')}
      text={text('transactions.import-the-file-from-your-bank')}
    >
      <Group>
        <Button renderRoot={(props) => <Link to="/import" search={account ? { account } : {}} {...props} />}>
          {text('transactions.import-a-file')}
        </Button>
        <Button variant="default" onClick={() => add({ mode: 'out', ...(account && { accountId: account }) })}>
          {text('transactions.add-by-hand')}
        </Button>
      </Group>
    </Empty>
  );
}
