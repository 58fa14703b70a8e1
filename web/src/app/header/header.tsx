/** The header: the household, the command palette, adding, alerts, the user's menu. */
import { ActionIcon, Button, Group, Kbd, UnstyledButton } from '@mantine/core';
import { spotlight } from '@mantine/spotlight';
import { IconPlus, IconSearch } from '@tabler/icons-react';
import { useLocation } from '@tanstack/react-router';
import { useCurrentHousehold } from '../../api/current-household.tsx';
import { text } from '../../i18n/text.ts';
import { Logo } from '../logo.tsx';
import { useQuickActions } from '../quick-actions.tsx';
import { sizes } from '../theme.ts';
import style from './header.module.css';
import { Bell, HouseholdName, UserMenu } from './header-menus.tsx';

/** `wide`: beside the sidebar. Without it, what does not fit is in the bottom bar. */
export const Header = ({ wide }: { readonly wide: boolean }) => (
  <header className={style['header']}>
    <Group gap="sm" wrap="nowrap" className={style['left']}>
      {!wide && <Logo />}
      <HouseholdName />
    </Group>
    <Group gap="sm" wrap="nowrap">
      {wide ? <SearchField /> : <SearchIcon />}
      {wide && <AddButton />}
      <Bell />
      {wide && <UserMenu />}
    </Group>
  </header>
);

const isApple = /Mac|iPhone|iPad/.test(navigator.userAgent);

/** Looks like a field and opens the command palette. */
const SearchField = () => (
  <UnstyledButton className={style['search']} onClick={spotlight.open}>
    <IconSearch size={sizes.smallIcon} stroke={sizes.stroke} aria-hidden />
    <span>{text('app.search-or-command')}</span>
    <Kbd size="xs">{isApple ? '⌘' : text('app.key-control')} K</Kbd>
  </UnstyledButton>
);

const SearchIcon = () => (
  <ActionIcon
    variant="subtle"
    color="gray"
    size="lg"
    onClick={spotlight.open}
    aria-label={text('app.search-or-command')}
  >
    <IconSearch size={sizes.icon} stroke={sizes.stroke} />
  </ActionIcon>
);

function AddButton() {
  const { add } = useQuickActions();
  const { canEdit } = useCurrentHousehold();
  const { pathname } = useLocation();
  // The register has a button of its own.
  if (!canEdit || pathname === '/transactions') return null;
  return (
    <Button
      size="xs"
      leftSection={<IconPlus size={sizes.smallIcon} />}
      onClick={() => add()}
      title={text('app.add-a-transaction-n')}
    >
      {text('app.add')}
    </Button>
  );
}
