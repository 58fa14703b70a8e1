/** The sidebar: the pages, and every account with its balance. */
import { Skeleton } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useId } from 'react';
import { balanceOf } from '../../api/balances.ts';
import { type Account, useAccounts } from '../../api/lists.ts';
import { groups } from '../../features/accounts/account-types.ts';
import { text } from '../../i18n/text.ts';
import { FutureBalance } from '../../ui/feedback/future-balance.tsx';
import { Amount } from '../../ui/layout/amount.tsx';
import { FitAmounts } from '../../ui/layout/fit-amounts.tsx';
import { AccountsFailed } from '../banners/accounts-failed.tsx';
import { Logo } from '../logo.tsx';
import { navigationItems } from '../navigation.ts';
import { sizes } from '../theme.ts';
import style from './sidebar.module.css';

export function Sidebar() {
  return (
    <nav className={style['sidebar']} aria-label={text('app.main')}>
      <Link to="/" className={style['brand']} aria-label={text('app.melo-overview')}>
        <Logo />
        Melo
      </Link>
      {navigationItems.map(({ to, label, icon: Icon }) => (
        <div key={to}>
          <Link to={to} className={style['item']} activeOptions={{ exact: to === '/', includeSearch: false }}>
            <Icon size={sizes.icon} stroke={sizes.stroke} aria-hidden />
            {text(label)}
          </Link>
          {to === '/accounts' && <SidebarAccounts />}
        </div>
      ))}
    </nav>
  );
}

/** The accounts in the groups of the accounts page. */
function SidebarAccounts() {
  const { open, query } = useAccounts();
  if (query.isPending) return <Skeleton height={sizes.row} width="auto" mx="xl" />;
  if (!query.data) return <AccountsFailed query={query} />;
  return (
    <FitAmounts className={style['accounts']}>
      {groups.map(({ label, names }) => (
        <SidebarGroup key={label} label={text(label)} accounts={open.filter(({ type }) => names.includes(type))} />
      ))}
    </FitAmounts>
  );
}

type GroupProps = { readonly label: string; readonly accounts: readonly Account[] };

function SidebarGroup({ label, accounts }: GroupProps) {
  const id = useId();
  if (accounts.length === 0) return null;
  return (
    <>
      <p id={id} className={style['group']}>
        {label}
      </p>
      <ul className={style['list']} aria-labelledby={id}>
        {accounts.map((account) => (
          <li key={account.id}>
            <AccountLink account={account} />
          </li>
        ))}
      </ul>
    </>
  );
}

const AccountLink = ({ account }: { readonly account: Account }) => (
  <Link
    to="/transactions"
    search={{ account: account.id }}
    className={style['account']}
    activeOptions={{ includeSearch: true }}
  >
    <span className={style['name']} title={account.name}>
      {account.name}
    </span>
    <span className={style['balance']}>
      <Amount of={balanceOf(account)} />
    </span>
    <FutureBalance account={account} wide />
  </Link>
);
