/** The sidebar: the pages, and every account with its balance. */
import { Skeleton } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { balanceOf } from '../api/balances.ts';
import { useAccounts } from '../api/lists.ts';
import { text } from '../i18n/text.ts';
import { FutureBalance } from '../ui/feedback/future-balance.tsx';
import { Amount } from '../ui/layout/amount.tsx';
import { AccountsFailed } from './banners/accounts-failed.tsx';
import { Logo } from './logo.tsx';
import { navigationItems } from './navigation.ts';
import style from './sidebar.module.css';
import { sizes } from './theme.ts';

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

function SidebarAccounts() {
  const { open, query } = useAccounts();
  if (query.isPending) return <Skeleton height={sizes.row} width="auto" mx="xl" />;
  if (!query.data) return <AccountsFailed query={query} />;
  if (open.length === 0) return null;
  return (
    <ul className={style['accounts']} aria-label={text('app.accounts-and-balances')}>
      {open.map((account) => (
        <li key={account.id}>
          <Link
            to="/transactions"
            search={{ account: account.id }}
            className={style['account']}
            activeOptions={{ includeSearch: true }}
          >
            <span className={style['name']}>{account.name}</span>
            <Amount of={balanceOf(account)} />
            <FutureBalance account={account} wide />
          </Link>
        </li>
      ))}
    </ul>
  );
}
