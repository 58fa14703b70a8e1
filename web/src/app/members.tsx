/** The pages of the household, for signed-in users. Loaded on demand: the sign-in page needs nothing of it. */
import { Skeleton, Stack } from '@mantine/core';
import { useLocation } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { CurrentHouseholdProvider } from '../api/current-household.tsx';
import { useSession } from '../api/session/use-session.ts';
import { text } from '../i18n/text.ts';
import { Failed } from '../ui/feedback/states.tsx';
import { DataProvider } from './data-provider.tsx';
import { Leave, SIGN_IN, signInThen } from './leave.tsx';
import style from './shell.module.css';
import { Shell } from './shell.tsx';
import { sizes } from './theme.ts';
import { Unreachable } from './unreachable.tsx';

const NoHouseholdPage = lazy(async () => ({
  default: (await import('../features/household/no-household-page.tsx')).NoHouseholdPage,
}));

export function Members() {
  const session = useSession();
  const { href } = useLocation();
  // While the sign-in page loads, this page is still mounted and must not navigate again.
  if (session === 'out') return href.startsWith(SIGN_IN) ? null : <Leave target={signInThen(href)} />;
  if (session === 'starting') return <Waiting />;
  if (session === 'unreachable') return <Unreachable />;
  return (
    <DataProvider>
      <Household />
    </DataProvider>
  );
}

const Household = () => (
  <CurrentHouseholdProvider
    waiting={<Waiting />}
    failed={(error, retry) => (
      <div className={style['main']}>
        <Failed error={error} retry={retry} />
      </div>
    )}
    withoutHousehold={(user) => (
      <Suspense fallback={<Waiting />}>
        <NoHouseholdPage user={user} />
      </Suspense>
    )}
  >
    <Shell />
  </CurrentHouseholdProvider>
);

function Waiting() {
  return (
    <section className={style['main']} aria-busy="true" aria-label={text('app.loading')}>
      <Stack gap="lg">
        <Skeleton height={sizes.row} width={sizes.sidebar} />
        <Skeleton height={sizes.chart} radius="lg" />
        <Skeleton height={sizes.chart} radius="lg" />
      </Stack>
    </section>
  );
}
