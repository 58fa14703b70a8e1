/** The focus between pages: a link that skips what is the same on each, and the beginning of a page that was gone to. */
import { useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';
import { text } from '../i18n/text.ts';
import style from './shell.module.css';

const focusMain = (): void => document.getElementById('main')?.focus({ preventScroll: true });

/** A button, because an address with `#main` would be one more page for the router. */
export const SkipLink = () => (
  <button type="button" className={style['skip']} onClick={focusMain}>
    {text('app.skip-to-the-content')}
  </button>
);

/** After a change of the page, the keyboard and screen readers go on at its beginning. */
export function useFocusOfPages(): void {
  const router = useRouter();
  useEffect(
    () =>
      router.subscribe('onResolved', ({ pathChanged, fromLocation }) => {
        if (!fromLocation || !pathChanged || document.querySelector('[role="dialog"]')) return;
        focusMain();
      }),
    [router],
  );
}
