/** Keyboard shortcuts: n adds, g and a letter opens a page, ? lists the shortcuts. They are off while the user types. */
import { useDisclosure } from '@mantine/hooks';
import { useNavigate } from '@tanstack/react-router';
import { useLayoutEffect, useRef } from 'react';
import { moreNavigationItems, type NavigationItem, navigationItems } from '../navigation.ts';
import { newPart, Prepared } from '../prepared.tsx';
import { useQuickActions } from '../quick-actions.tsx';

/** Time for the second key after g. */
const CHORD_MS = 1500;
const help = newPart(async () => (await import('./shortcut-list.tsx')).ShortcutList);
const all: readonly NavigationItem[] = [...navigationItems, ...moreNavigationItems];

export function KeyboardShortcuts() {
  const [opened, dialog] = useDisclosure();
  const { add } = useQuickActions();
  const navigate = useNavigate();
  const pressedG = useRef(0);

  // Before anything is painted: who sees the page can type.
  useLayoutEffect(() => {
    const handle = (event: KeyboardEvent) => {
      if (isUndo(event) && !event.defaultPrevented && !isTyping(event.target)) {
        event.preventDefault();
        return void undo();
      }
      if (event.metaKey || event.ctrlKey || event.altKey || event.defaultPrevented || isTyping(event.target)) return;
      const chord = Date.now() - pressedG.current < CHORD_MS;
      pressedG.current = event.key === 'g' ? Date.now() : 0;
      const item = chord ? all.find(({ key }) => key === event.key) : undefined;
      if (item) navigate({ to: item.to });
      else if (event.key === 'n') add();
      else if (event.key === '?') dialog.open();
      else return;
      event.preventDefault();
    };
    addEventListener('keydown', handle);
    return () => removeEventListener('keydown', handle);
  }, [add, dialog, navigate]);

  if (!opened) return null;
  return <Prepared part={help} props={{ close: dialog.close }} />;
}

const isUndo = ({ key, ctrlKey, metaKey, shiftKey, altKey }: KeyboardEvent): boolean =>
  key.toLowerCase() === 'z' && (ctrlKey || metaKey) && !shiftKey && !altKey;

/** Toasts, which know what can be undone, are no part of the first load. */
const undo = async (): Promise<void> => (await import('../../ui/feedback/toast.tsx')).undoLast();

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return (
    target.isContentEditable ||
    ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName) ||
    target.closest('[role="dialog"]') !== null
  );
}
