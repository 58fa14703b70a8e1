/** The register: every transaction of the household, or of one account, that the filters let through. */
import { useInfiniteQuery } from '@connectrpc/connect-query';
import { Button } from '@mantine/core';
import { IconArrowsExchange, IconPlus } from '@tabler/icons-react';
import { useSearch } from '@tanstack/react-router';
import { TransactionService } from '#gen/melo/transactions/v1/transaction_service_pb.ts';
import { balanceOf } from '../../api/balances.ts';
import { useHome } from '../../api/current-household.tsx';
import { useAccounts } from '../../api/lists.ts';
import { useQuickActions } from '../../app/quick-actions.tsx';
import { sizes } from '../../app/theme.ts';
import { text } from '../../i18n/text.ts';
import { FutureBalance } from '../../ui/feedback/future-balance.tsx';
import { Loaded } from '../../ui/feedback/states.tsx';
import { Amount } from '../../ui/layout/amount.tsx';
import { Page } from '../../ui/layout/page.tsx';
import { Tile } from '../../ui/layout/tile.tsx';
import { FilterBar } from './filter-bar.tsx';
import { matchesLines, requestOf } from './filters.ts';
import { NothingHere } from './nothing-here.tsx';
import { Register } from './register.tsx';
import { Totals } from './totals.tsx';

const PAGE_ROWS = 60;

export function TransactionsPage() {
  const filters = useSearch({ from: '/members/transactions' });
  const { household, canEdit } = useHome();
  const { byId } = useAccounts();
  const { add } = useQuickActions();
  const account = filters.account ? byId.get(filters.account) : undefined;
  const query = useInfiniteQuery(
    TransactionService.method.listTransactions,
    { ...requestOf(filters, household.id), pageSize: PAGE_ROWS, pageToken: '' },
    {
      pageParamKey: 'pageToken',
      getNextPageParam: ({ nextPageToken }) => nextPageToken || undefined,
      placeholderData: (shown) => shown,
    },
  );
  const start = account ? { accountId: account.id } : {};

  return (
    <Page
      title={account?.name ?? text('transactions.transactions')}
      hint={
        account && (
          <>
            {text('transactions.balance')} <Amount of={balanceOf(account)} strong /> <FutureBalance account={account} />
          </>
        )
      }
      actions={
        canEdit && (
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
        )
      }
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
