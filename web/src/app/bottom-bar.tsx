/** The bottom bar on phones: three pages, adding in the middle, and the other pages in the "More" menu. */
import { ActionIcon, Menu, UnstyledButton } from '@mantine/core';
import { IconDots, IconLogout, IconPlus } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { signOut } from '../api/session/session.ts';
import { text } from '../i18n/text.ts';
import style from './bottom-bar.module.css';
import { moreNavigationItems, type NavigationItem, navigationItems } from './navigation.ts';
import { useQuickActions } from './quick-actions.tsx';
import { sizes } from './theme.ts';

const [overview, accounts, transactions, budget, ...others] = navigationItems;

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
      <Menu position="top-end">
        <Menu.Target>
          <UnstyledButton className={style['entry']}>
            <IconDots size={sizes.icon} stroke={sizes.stroke} aria-hidden />
            {text('app.more')}
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          {[accounts, ...others, ...moreNavigationItems].map(({ to, label, icon: Icon }) => (
            <Menu.Item
              key={to}
              leftSection={<Icon size={sizes.smallIcon} stroke={sizes.stroke} />}
              renderRoot={(props) => <Link to={to} {...props} />}
            >
              {text(label)}
            </Menu.Item>
          ))}
          <Menu.Item
            leftSection={<IconLogout size={sizes.smallIcon} stroke={sizes.stroke} />}
            onClick={() => signOut()}
          >
            {text('app.sign-out')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
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
