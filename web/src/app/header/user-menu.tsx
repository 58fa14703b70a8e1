/** The menu of the signed-in user: settings and signing out. */
import { ActionIcon, Menu } from '@mantine/core';
import { IconLogout, IconSettings, IconUserCircle } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useCurrentHousehold } from '../../api/current-household.tsx';
import { signOut } from '../../api/session/session.ts';
import { text } from '../../i18n/text.ts';
import { sizes } from '../theme.ts';

export function UserMenu() {
  const { user } = useCurrentHousehold();
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
