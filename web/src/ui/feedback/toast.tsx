/** Toasts. What can be undone offers that for eight seconds. */
import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { failureOf } from '../../api/errors.ts';
import { text } from '../../i18n/text.ts';

const SHORT_MS = 4000;
const UNDO_MS = 8000;

export function showToast(message: string): void {
  notifications.show({ message, autoClose: SHORT_MS, withBorder: true });
}

export function showFailure(error: unknown): void {
  notifications.show({
    title: text('ui.this-did-not-work'),
    message: failureOf(error).text,
    color: 'red',
    autoClose: UNDO_MS,
    withBorder: true,
  });
}

/** Shows what was done, with a button that undoes it. */
export function offerUndo(message: string, undo: () => Promise<unknown>): void {
  const id = crypto.randomUUID();
  const takeBack = () => {
    notifications.hide(id);
    undo().then(() => showToast(text('ui.undone')), showFailure);
  };
  notifications.show({
    id,
    autoClose: UNDO_MS,
    withBorder: true,
    message: (
      <Group justify="space-between" wrap="nowrap">
        <Text size="sm">{message}</Text>
        <Button size="xs" variant="subtle" onClick={takeBack}>
          {text('ui.undo')}
        </Button>
      </Group>
    ),
  });
}
