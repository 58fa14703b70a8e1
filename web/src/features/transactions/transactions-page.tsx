/** The transactions of the household, or of one account, that match the filters. */
import { Button } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconArrowsExchange, IconFileImport, IconPlus } from '@tabler/icons-react';
import { Link, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useCurrentHousehold } from '../../api/current-household.tsx';
import { useLedger } from '../../api/ledger/list.ts';
import { useAccounts } from '../../api/lists.ts';
import { useQuickActions } from '../../app/quick-actions.tsx';
import { sizes, WIDE } from '../../app/theme.ts';
import { text } from '../../i18n/text.ts';
import { Empty } from '../../ui/feedback/notes.tsx';
import { Loaded, LoadingRows } from '../../ui/feedback/states.tsx';
import { Page } from '../../ui/layout/page.tsx';
import { Tile } from '../../ui/layout/tile.tsx';
import { AccountSummary } from './account-summary.tsx';
import { FilterBar } from './filters/filter-bar.tsx';
import { requestOf } from './filters/filter-request.ts';
import { NothingHere } from './nothing-here.tsx';
import { Register } from './register.tsx';
import { useDenseRows } from './use-dense-rows.ts';

export function TransactionsPage() {
  const filters = useSearch({ from: '/members/transactions' });
  const { household } = useCurrentHousehold();
  const { byId, query: accounts } = useAccounts();
  const account = filters.account ? byId.get(filters.account) : undefined;
  const request = useMemo(() => requestOf(filters, household.id), [filters, household.id]);
  const query = useLedger(request);
  const [isDense, setIsDense] = useDenseRows();
  if (filters.account && accounts.data && !account) return <NoSuchAccount />;
  return (
    <Page
      title={account?.name ?? text('transactions.transactions')}
      hint={account && <AccountSummary account={account} />}
      actions={<AddButtons accountId={account?.id} />}
      wide
    >
      <FilterBar filters={filters} isDense={isDense} setIsDense={setIsDense} />
      <Loaded query={query} waiting={waiting}>
        {(ledger) => (
          <Tile flush>
            {ledger.count === 0 ? (
              <NothingHere filters={filters} />
            ) : (
              <Register key={household.id} {...{ ledger, request, filters, isDense }} stale={query.isPlaceholderData} />
            )}
          </Tile>
        )}
      </Loaded>
    </Page>
  );
}

const waiting = (
  <Tile flush>
    <LoadingRows />
  </Tile>
);

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

function AddButtons({ accountId }: { readonly accountId: string | undefined }) {
  const { canEdit } = useCurrentHousehold();
  const { add } = useQuickActions();
  // Where there is no sidebar, adding is in the bottom bar.
  const isWide = useMediaQuery(WIDE, true, { getInitialValueInEffect: false });
  if (!canEdit) return null;
  const start = accountId ? { accountId } : {};
  return (
    <>
      {accountId && (
        <Button
          size="xs"
          variant="default"
          leftSection={<IconFileImport size={sizes.smallIcon} />}
          renderRoot={(props) => <Link to="/import" search={{ account: accountId }} {...props} />}
        >
          {text('transactions.import')}
        </Button>
      )}
      <Button
        size="xs"
        variant="default"
        leftSection={<IconArrowsExchange size={sizes.smallIcon} />}
        onClick={() => add({ mode: 'transfer', ...start })}
      >
        {text('transactions.record-a-transfer')}
      </Button>
      {isWide && (
        <Button
          size="xs"
          leftSection={<IconPlus size={sizes.smallIcon} />}
          onClick={() => add({ mode: 'out', ...start })}
        >
          {text('transactions.add-transaction')}
        </Button>
      )}
    </>
  );
}
