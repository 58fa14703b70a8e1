/** Keyboard shortcuts: n adds, g and a letter opens a page, ? lists the shortcuts. They are off while the user types. */
import { Group, Kbd, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { text } from '../i18n/text.ts';
import { Dialog } from '../ui/dialog/dialog.tsx';
import { undoLast } from '../ui/feedback/toast.tsx';
import { moreNavigationItems, type NavigationItem, navigationItems } from './navigation.ts';
import { useQuickActions } from './quick-actions.tsx';

/** Time for the second key after g. */
const CHORD_MS = 1500;
const all: readonly NavigationItem[] = [...navigationItems, ...moreNavigationItems];

export function KeyboardShortcuts() {
  const [opened, help] = useDisclosure();
  const { add } = useQuickActions();
  const navigate = useNavigate();
  const pressedG = useRef(0);

  useEffect(() => {
    const handle = (event: KeyboardEvent) => {
      if (isUndo(event) && !event.defaultPrevented && !isTyping(event.target)) {
        event.preventDefault();
        return undoLast();
      }
      if (event.metaKey || event.ctrlKey || event.altKey || event.defaultPrevented || isTyping(event.target)) return;
      const chord = Date.now() - pressedG.current < CHORD_MS;
      pressedG.current = event.key === 'g' ? Date.now() : 0;
      const item = chord ? all.find(({ key }) => key === event.key) : undefined;
      if (item) navigate({ to: item.to });
      else if (event.key === 'n') add();
      else if (event.key === '?') help.open();
      else return;
      event.preventDefault();
    };
    addEventListener('keydown', handle);
    return () => removeEventListener('keydown', handle);
  }, [add, help, navigate]);

  return opened ? <Shortcuts close={help.close} /> : null;
}

const Shortcuts = ({ close }: { readonly close: () => void }) => (
  <Dialog close={close} title={text('app.keyboard-shortcuts')}>
    <Stack gap="sm">
      <Line keys={['n']} label={text('app.add-a-transaction')} />
      <Line keys={[text('app.key-command'), 'K']} label={text('app.search-or-command')} />
      {all.map(({ to, label, key }) => key && <Line key={to} keys={['g', key]} label={text(label)} />)}
      <Line keys={[text('app.key-enter')]} label={text('app.edit-the-selected-cell-save-the')} />
      <Line keys={[text('app.key-escape')]} label={text('app.cancel-the-input')} />
      <Line keys={['j', 'k']} label={text('app.move-between-rows')} />
      <Line keys={[text('app.key-command'), 'Z']} label={text('app.undo-the-last-change')} />
      <Line keys={['?']} label={text('app.show-these-shortcuts')} />
    </Stack>
  </Dialog>
);

const isUndo = ({ key, ctrlKey, metaKey, shiftKey, altKey }: KeyboardEvent): boolean =>
  key.toLowerCase() === 'z' && (ctrlKey || metaKey) && !shiftKey && !altKey;

function Line({ keys, label }: { readonly keys: readonly string[]; readonly label: string }) {
  return (
    <Group justify="space-between">
      <Text size="sm">{label}</Text>
      <Group gap="xs">
        {keys.map((key) => (
          <Kbd key={key}>{key}</Kbd>
        ))}
      </Group>
    </Group>
  );
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return (
    target.isContentEditable ||
    ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName) ||
    target.closest('[role="dialog"]') !== null
  );
}
