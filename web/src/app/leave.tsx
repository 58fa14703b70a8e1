/** Leaves a page for another, and where the sign-in page leads afterwards. */
import { useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';

export const SIGN_IN = '/sign-in';

export const signInThen = (href: string): string =>
  href === '/' ? SIGN_IN : `${SIGN_IN}?next=${encodeURIComponent(href)}`;

/** The target may have a query string, which `to` does not parse. */
export function Leave({ target }: { readonly target: string }) {
  const { history } = useRouter();
  useEffect(() => history.replace(target), [history, target]);
  return null;
}
