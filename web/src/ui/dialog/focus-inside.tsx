/** The focus of dialogs and menus: it is inside in the frame that shows them, and goes back when they close. */
import { type ReactNode, useLayoutEffect, useRef } from 'react';

const FIRST = 'input:not([type="radio"]), select, textarea, button:not([aria-label])';

/** Focuses the field with `data-first-field`, or else the first one. At the end the focus returns to where it was. */
export function FocusInside({ children }: { readonly children: ReactNode }) {
  const ref = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const before = document.activeElement;
    const inside = ref.current;
    const field = inside?.querySelector<HTMLElement>('[data-first-field]') ?? inside?.querySelector<HTMLElement>(FIRST);
    field?.focus({ preventScroll: true });
    return () => returnFocus(before);
  }, []);
  return (
    <div ref={ref}>
      {/* Mantine's trap focuses this element some time later. It cannot have the focus, so a person who types on keeps it. */}
      <span hidden data-autofocus />
      {children}
    </div>
  );
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
