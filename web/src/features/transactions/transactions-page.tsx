/** The transactions of the household, or of one account, that match the filters. */
import { useInfiniteQuery } from '@connectrpc/connect-query';
import { Button } from '@mantine/core';
import { IconArrowsExchange, IconPlus } from '@tabler/icons-react';
import { keepPreviousData } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { TransactionService } from '#gen/melo/transactions/v1/transaction_service_pb.ts';
import { balanceOf } from '../../api/balances.ts';
import { useCurrentHousehold } from '../../api/current-household.tsx';
import { type Account, useAccounts } from '../../api/lists.ts';
import { useQuickActions } from '../../app/quick-actions.tsx';
import { sizes } from '../../app/theme.ts';
import { text } from '../../i18n/text.ts';
import { FutureBalance } from '../../ui/feedback/future-balance.tsx';
import { Empty } from '../../ui/feedback/notes.tsx';
import { Loaded } from '../../ui/feedback/states.tsx';
import { Amount } from '../../ui/layout/amount.tsx';
import { Page } from '../../ui/layout/page.tsx';
import { Tile } from '../../ui/layout/tile.tsx';
import { FilterBar } from './filters/filter-bar.tsx';
import { requestOf } from './filters/filter-request.ts';
import { type Filters, matchesLines } from './filters/filters.ts';
import { NothingHere } from './nothing-here.tsx';
import { Register } from './register.tsx';
import { Totals } from './totals.tsx';

const PAGE_SIZE = 60;

export function TransactionsPage() {
  const filters = useSearch({ from: '/members/transactions' });
  const { byId, query: accounts } = useAccounts();
  const account = filters.account ? byId.get(filters.account) : undefined;
  const query = useRegister(filters);
  if (filters.account && accounts.data && !account) return <NoSuchAccount />;
  return (
    <Page
      title={account?.name ?? text('transactions.transactions')}
      hint={account && <Balance account={account} />}
      actions={<AddButtons accountId={account?.id} />}
    >
      <FilterBar filters={filters} />
      <Tile flush>
        <Loaded query={query}>
          {({ pages }) => {
            const transactions = pages.flatMap((page) => page.transactions);
            if (transactions.length === 0) return <NothingHere filters={filters} />;
            return (
              <>
                <Totals page={pages[0]!} stale={query.isPlaceholderData} ofLines={matchesLines(filters)} />
                <Register
                  transactions={transactions}
                  filters={filters}
                  more={query.hasNextPage ? () => query.fetchNextPage() : undefined}
                  loading={query.isFetchingNextPage}
                />
              </>
            );
          }}
        </Loaded>
      </Tile>
    </Page>
  );
}

/** For an address with an account that the household does not have. */
const NoSuchAccount = () => (
  <Page title={text('transactions.transactions')}>
    <Empty
      title={text('transactions.there-is-no-such-account')}
      text={text('transactions.the-link-may-be-of-another-household')}
    >
      <Button renderRoot={(props) => <Link to="/transactions" {...props} />}>
        {text('transactions.all-transactions')}
      </Button>
    </Empty>
  </Page>
);

/** The matching transactions, page by page. Those of the previous filters stay until the new ones are loaded. */
function useRegister(filters: Filters) {
  const { household } = useCurrentHousehold();
  return useInfiniteQuery(
    TransactionService.method.listTransactions,
    { ...requestOf(filters, household.id), pageSize: PAGE_SIZE, pageToken: '' },
    {
      pageParamKey: 'pageToken',
      getNextPageParam: ({ nextPageToken }) => nextPageToken || undefined,
      placeholderData: keepPreviousData,
    },
  );
}

const Balance = ({ account }: { readonly account: Account }) => (
  <>
    {text('transactions.balance')} <Amount of={balanceOf(account)} strong /> <FutureBalance account={account} />
  </>
);

function AddButtons({ accountId }: { readonly accountId: string | undefined }) {
  const { canEdit } = useCurrentHousehold();
  const { add } = useQuickActions();
  if (!canEdit) return null;
  const start = accountId ? { accountId } : {};
  return (
    <>
      <Button
        size="xs"
        variant="default"
        leftSection={<IconArrowsExchange size={sizes.smallIcon} />}
        onClick={() => add({ mode: 'transfer', ...start })}
      >
        {text('transactions.record-a-transfer')}
      </Button>
      <Button
        size="xs"
        leftSection={<IconPlus size={sizes.smallIcon} />}
        onClick={() => add({ mode: 'out', ...start })}
      >
        {text('transactions.add-transaction')}
      </Button>
    </>
  );
}
