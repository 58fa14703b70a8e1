/** Which users see which pages, and the page for unknown addresses. */
import { Button, Skeleton, Stack } from '@mantine/core';
import { type ErrorComponentProps, Link, Outlet, useLocation, useRouter, useSearch } from '@tanstack/react-router';
import { useEffect } from 'react';
import { isPartMissing, reloadWhenReachable } from '../api/app-parts.ts';
import { CurrentHouseholdProvider } from '../api/current-household.tsx';
import { useSession } from '../api/session/use-session.ts';
import { NoHouseholdPage } from '../features/household/no-household-page.tsx';
import { text } from '../i18n/text.ts';
import { Empty, Failed } from '../ui/feedback/states.tsx';
import style from './shell.module.css';
import { Shell } from './shell.tsx';
import { sizes } from './theme.ts';
import { Unreachable } from './unreachable.tsx';

/** Pages of the household, for signed-in users. */
export function Members() {
  const session = useSession();
  const { href } = useLocation();
  // While the sign-in page loads, this page is still mounted and must not navigate again.
  if (session === 'out') return href.startsWith(SIGN_IN) ? null : <Leave target={signInThen(href)} />;
  if (session === 'starting') return <Waiting />;
  if (session === 'unreachable') return <Unreachable />;
  return (
    <CurrentHouseholdProvider
      waiting={<Waiting />}
      failed={(error, retry) => (
        <div className={style['main']}>
          <Failed error={error} retry={retry} />
        </div>
      )}
      withoutHousehold={(user) => <NoHouseholdPage user={user} />}
    >
      <Shell />
    </CurrentHouseholdProvider>
  );
}

/** Pages for guests. A signed-in user is sent to the page they wanted. */
export function Guests() {
  const session = useSession();
  const { next } = useSearch({ strict: false });
  if (session === 'starting') return null;
  if (session === 'unreachable') return <Unreachable />;
  // Only paths of this app: anyone can write a link to this page.
  const target = next?.startsWith('/') && !next.startsWith('//') ? next : '/';
  return session === 'in' ? <Leave target={target} /> : <Outlet />;
}

const SIGN_IN = '/sign-in';

const signInThen = (href: string): string => (href === '/' ? SIGN_IN : `${SIGN_IN}?next=${encodeURIComponent(href)}`);

/** The target may have a query string, which `to` does not parse. */
function Leave({ target }: { readonly target: string }) {
  const { history } = useRouter();
  useEffect(() => history.replace(target), [history, target]);
  return null;
}

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

export function Lost() {
  return (
    <Empty title={text('app.page-not-found')} text={text('app.the-link-may-be-old-or')}>
      <Button renderRoot={(props) => <Link to="/" {...props} />}>{text('app.go-to-the-overview')}</Button>
    </Empty>
  );
}

/** In the place of a page that failed, within the shell. */
export function Crashed({ error, reset }: ErrorComponentProps) {
  return <Failed error={error} retry={isPartMissing(error) ? reloadWhenReachable : reset} />;
}

/** In the place of everything. */
export const CrashedApp = (props: ErrorComponentProps) => (
  <div className={style['main']}>
    <Crashed {...props} />
  </div>
);
