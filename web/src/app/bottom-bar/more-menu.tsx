/** The other pages in the bottom bar, and signing out. */
import { Menu } from '@mantine/core';
import { IconLogout } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { signOut } from '../../api/session/session.ts';
import { text } from '../../i18n/text.ts';
import { moreNavigationItems, navigationItems } from '../navigation.ts';
import { sizes } from '../theme.ts';
import { MoreButton } from './more-button.tsx';

const [, accounts, , , ...others] = navigationItems;

export const MoreMenu = () => (
  <Menu position="top-end">
    <Menu.Target>
      <MoreButton />
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
      <Menu.Item leftSection={<IconLogout size={sizes.smallIcon} stroke={sizes.stroke} />} onClick={() => signOut()}>
        {text('app.sign-out')}
      </Menu.Item>
    </Menu.Dropdown>
  </Menu>
);
