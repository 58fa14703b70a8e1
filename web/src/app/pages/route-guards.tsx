/** The pages of guests, the page for unknown addresses, and what is shown in the place of pages that failed. */
import { Button } from '@mantine/core';
import { type ErrorComponentProps, Link, Outlet, useSearch } from '@tanstack/react-router';
import { isPartMissing, reloadWhenReachable } from '../../api/app-parts.ts';
import { useSession } from '../../api/session/use-session.ts';
import { text } from '../../i18n/text.ts';
import { Empty, FailureNote } from '../../ui/feedback/notes.tsx';
import { Leave } from '../leave.tsx';
import style from '../shell.module.css';
import { Unreachable } from '../unreachable.tsx';

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

export function Lost() {
  return (
    <Empty title={text('app.page-not-found')} text={text('app.the-link-may-be-old-or')}>
      <Button renderRoot={(props) => <Link to="/" {...props} />}>{text('app.go-to-the-overview')}</Button>
    </Empty>
  );
}

/** In the place of a page that failed, within the shell. */
export function Crashed({ error, reset }: ErrorComponentProps) {
  return isPartMissing(error) ? (
    <FailureNote cause={text('errors.part-not-loaded')} retry={reloadWhenReachable} />
  ) : (
    <FailureNote cause={text('errors.internal')} retry={reset} />
  );
}

/** In the place of everything. */
export const CrashedApp = (props: ErrorComponentProps) => (
  <div className={style['main']}>
    <Crashed {...props} />
  </div>
);
