/** The header: whose money it is, the palette, adding, alerts, the person. */
import { ActionIcon, Button, Group, Kbd, Menu, UnstyledButton } from '@mantine/core';
import { spotlight } from '@mantine/spotlight';
import { IconChevronDown, IconLogout, IconPlus, IconSearch, IconSettings, IconUserCircle } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useHome } from '../api/current-household.tsx';
import { signOut } from '../api/session.ts';
import { text } from '../i18n/text.ts';
import { Bell } from './bell.tsx';
import style from './header.module.css';
import { Mark } from './logo.tsx';
import { useQuickActions } from './quick-actions.tsx';
import { sizes } from './theme.ts';

export function Header({ wide }: { readonly wide: boolean }) {
  const { add } = useQuickActions();
  const { canEdit } = useHome();
  return (
    <header className={style['header']}>
      <Group gap="sm" wrap="nowrap" className={style['left']}>
        {!wide && <Mark />}
        <HouseholdMenu />
      </Group>
      <Group gap="sm" wrap="nowrap">
        {wide ? (
          <UnstyledButton
            className={style['search']}
            onClick={spotlight.open}
            aria-label={text('app.search-or-command')}
          >
            <IconSearch size={sizes.smallIcon} stroke={sizes.stroke} aria-hidden />
            <span>{text('app.search-or-command')}</span>
            <Kbd size="xs">{isApple ? '⌘' : text('app.key-control')} K</Kbd>
          </UnstyledButton>
        ) : (
          <ActionIcon
            variant="subtle"
            color="gray"
            size="lg"
            onClick={spotlight.open}
            aria-label={text('app.search-or-command')}
          >
            <IconSearch size={sizes.icon} stroke={sizes.stroke} />
          </ActionIcon>
        )}
        {wide && canEdit && (
          <Button
            size="xs"
            leftSection={<IconPlus size={sizes.smallIcon} />}
            onClick={() => add()}
            title={text('app.add-a-transaction-n')}
          >
            {text('app.add')}
          </Button>
        )}
        <Bell />
        {wide && <PersonMenu />}
      </Group>
    </header>
  );
}

const isApple = /Mac|iPhone|iPad/.test(navigator.userAgent);

function HouseholdMenu() {
  const { household, households, choose } = useHome();
  if (households.length < 2) return <span className={style['household']}>{household.name}</span>;
  return (
    <Menu>
      <Menu.Target>
        <UnstyledButton
          className={style['household']}
          aria-label={text('app.household-name-change', { name: household.name })}
        >
          <span>{household.name}</span>
          <IconChevronDown size={sizes.smallIcon} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {households.map(({ id, name }) => (
          <Menu.Item key={id} onClick={() => choose(id)} aria-current={id === household.id}>
            {name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function PersonMenu() {
  const { user } = useHome();
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={text('app.your-menu')}>
          <IconUserCircle size={sizes.icon} stroke={sizes.stroke} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {user.name}
          <br />
          {user.email}
        </Menu.Label>
        <Menu.Item
          leftSection={<IconSettings size={sizes.smallIcon} />}
          renderRoot={(props) => <Link to="/settings" {...props} />}
        >
          {text('app.settings')}
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={sizes.smallIcon} />} onClick={() => signOut()}>
          {text('app.sign-out')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
