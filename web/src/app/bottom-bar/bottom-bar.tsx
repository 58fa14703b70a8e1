/** The bottom bar on phones: three pages, adding in the middle, and the other pages in the "More" menu. */
import { ActionIcon } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { text } from '../../i18n/text.ts';
import { type NavigationItem, navigationItems } from '../navigation.ts';
import { useQuickActions } from '../quick-actions.tsx';
import { sizes } from '../theme.ts';
import style from './bottom-bar.module.css';
import { MoreButton } from './more-button.tsx';

const MoreMenu = lazy(async () => ({ default: (await import('./more-menu.tsx')).MoreMenu }));
const [overview, , transactions, budget] = navigationItems;

export function BottomBar() {
  const { add } = useQuickActions();
  return (
    <nav className={style['bar']} aria-label={text('app.main')}>
      <Entry item={overview} />
      <Entry item={transactions} />
      <ActionIcon size="xl" radius="xl" aria-label={text('transactions.add-transaction')} onClick={() => add()}>
        <IconPlus size={sizes.icon} />
      </ActionIcon>
      <Entry item={budget} />
      <Suspense fallback={<MoreButton />}>
        <MoreMenu />
      </Suspense>
    </nav>
  );
}

function Entry({ item: { to, label, icon: Icon } }: { readonly item: NavigationItem }) {
  return (
    <Link to={to} className={style['entry']} activeOptions={{ exact: to === '/', includeSearch: false }}>
      <Icon size={sizes.icon} stroke={sizes.stroke} aria-hidden />
      {text(label)}
    </Link>
  );
}
