/** The focus of dialogs. Mantine moves it a moment later, and what is typed until then would be lost. */
import { type RefObject, useLayoutEffect, useRef } from 'react';

const FIRST = '[data-autofocus], input:not([type="radio"]), select, textarea, button:not([aria-label])';

/** Focuses the field with `data-autofocus`, or the first one, in the same frame; at the end returns the focus to where it was. */
export function useFocusInside<E extends HTMLElement>(): RefObject<E | null> {
  const ref = useRef<E>(null);
  useLayoutEffect(() => {
    const before = document.activeElement;
    const inside = ref.current;
    (inside?.querySelector<HTMLElement>('[data-autofocus]') ?? inside?.querySelector<HTMLElement>(FIRST))?.focus();
    return () => returnFocus(before);
  }, []);
  return ref;
}

/** After the dialog is gone. An entry of a menu is gone too by then, so its menu's button gets the focus; else the page does. */
function returnFocus(before: Element | null): void {
  const menu = before?.closest('[role="menu"]');
  const origin = menu ? document.querySelector(`[aria-controls="${menu.id}"]`) : before;
  requestAnimationFrame(() => {
    const hasFocus = document.activeElement && document.activeElement !== document.body;
    if (hasFocus && document.activeElement?.isConnected) return;
    const target = origin?.isConnected && origin !== document.body ? origin : document.getElementById('main');
    if (target instanceof HTMLElement) target.focus({ preventScroll: true });
  });
}
