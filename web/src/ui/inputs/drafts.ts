/**
 * What is typed into a form is kept in this tab until it is saved or discarded, so that a reload does not lose it. Nothing of it
 * outlives the user's session.
 */
import type { UseFormReturnType } from '@mantine/form';
import { useEffect, useLayoutEffect, useState } from 'react';
import { DRAFT_PREFIX } from '../../api/session/drafts.ts';
import { sessionState } from '../../api/session/session-state.ts';

/** Whether the values differ from those the form started with. */
export const isChanged = <Values, Request>(form: UseFormReturnType<Values, Request>): boolean =>
  JSON.stringify(form.values) !== JSON.stringify(form.getInitialValues());

/** Whether values of before a reload were restored. `name` is the same for the same form after a reload; without it nothing is kept. */
export function useDraft<Values, Request>(form: UseFormReturnType<Values, Request>, name: string | undefined): boolean {
  const key = name && DRAFT_PREFIX + name;
  const { setValues } = form;
  const [isRestored, setIsRestored] = useState(false);
  useLayoutEffect(() => {
    const kept = key && sessionStorage.getItem(key);
    if (!kept) return;
    setValues(JSON.parse(kept));
    setIsRestored(true);
  }, [key, setValues]);
  const typed = isChanged(form) ? JSON.stringify(form.values) : undefined;
  useEffect(() => {
    if (!key) return;
    if (typed === undefined) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, typed);
  }, [key, typed]);
  useEffect(() => {
    // A form that is closed was saved or discarded, unless the session ended meanwhile.
    return () => {
      if (key && sessionState() === 'in') sessionStorage.removeItem(key);
    };
  }, [key]);
  return isRestored;
}
