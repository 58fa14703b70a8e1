/** The parts of the header that open something. They follow the page: their library is as large as the rest of the frame. */
import { ActionIcon } from '@mantine/core';
import { IconBell, IconUserCircle } from '@tabler/icons-react';
import { lazy, Suspense } from 'react';
import { useCurrentHousehold } from '../../api/current-household.tsx';
import { sizes } from '../theme.ts';
import style from './header.module.css';

const LoadedBell = lazy(async () => ({ default: (await import('./bell.tsx')).Bell }));
const LoadedUserMenu = lazy(async () => ({ default: (await import('./user-menu.tsx')).UserMenu }));
const LoadedHouseholdMenu = lazy(async () => ({ default: (await import('./household-menu.tsx')).HouseholdMenu }));

export const Bell = () => (
  <Suspense fallback={<Waiting icon={IconBell} />}>
    <LoadedBell />
  </Suspense>
);

export const UserMenu = () => (
  <Suspense fallback={<Waiting icon={IconUserCircle} />}>
    <LoadedUserMenu />
  </Suspense>
);

/** The name of the household that is shown; a user with several can switch. */
export function HouseholdName() {
  const { household, households } = useCurrentHousehold();
  const name = (
    <span className={style['household']} title={household.name}>
      {household.name}
    </span>
  );
  if (households.length < 2) return name;
  return (
    <Suspense fallback={name}>
      <LoadedHouseholdMenu />
    </Suspense>
  );
}

/** As the button looks that follows. */
const Waiting = ({ icon: Icon }: { readonly icon: typeof IconBell }) => (
  <ActionIcon variant="subtle" color="gray" size="lg" aria-hidden tabIndex={-1}>
    <Icon size={sizes.icon} stroke={sizes.stroke} />
  </ActionIcon>
);
