/** The keyboard: n adds, g and a letter goes, ? shows the keys. Nothing happens while one types. */
import { Group, Kbd, Modal, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { morePlaces, type Place, places } from './navigation.ts';
import { useDeeds } from './quick-actions.tsx';

/** How long after g the second key may come. */
const CHORD_MS = 1500;
const all: readonly Place[] = [...places, ...morePlaces];

export function Keys() {
  const [opened, help] = useDisclosure();
  const { add } = useDeeds();
  const navigate = useNavigate();
  const pressedG = useRef(0);

  useEffect(() => {
    const hear = (event: KeyboardEvent) => {
      if (event.metaKey || event.ctrlKey || event.altKey || event.defaultPrevented || isTyping(event.target)) return;
      const chord = Date.now() - pressedG.current < CHORD_MS;
      pressedG.current = event.key === 'g' ? Date.now() : 0;
      const place = chord ? all.find(({ key }) => key === event.key) : undefined;
      if (place) navigate({ to: place.to });
      else if (event.key === 'n') add();
      else if (event.key === '?') help.open();
      else return;
      event.preventDefault();
    };
    addEventListener('keydown', hear);
    return () => removeEventListener('keydown', hear);
  }, [add, help, navigate]);

  return (
    <Modal opened={opened} onClose={help.close} title="Keys">
      <Stack gap="sm">
        <Line keys={['n']} text="Add a transaction" />
        <Line keys={['⌘ / Ctrl', 'K']} text="Search or command" />
        {all.map(({ to, label, key }) => key && <Line key={to} keys={['g', key]} text={label} />)}
        <Line keys={['Enter']} text="Edit the chosen cell, keep what was typed" />
        <Line keys={['Esc']} text="Leave without changing" />
        <Line keys={['?']} text="These keys" />
      </Stack>
    </Modal>
  );
}

function Line({ keys, text }: { readonly keys: readonly string[]; readonly text: string }) {
  return (
    <Group justify="space-between">
      <Text size="sm">{text}</Text>
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
