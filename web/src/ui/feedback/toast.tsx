/** Toasts. What can be undone offers that for eight seconds, and by a key as long as the app is open. */
import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { errorText } from '../../api/error-text.ts';
import { whileWriting } from '../../api/refetch.ts';
import { text } from '../../i18n/text.ts';
import { offeredEntries, offerNothing, remember, takeBack } from './undo-history.ts';

const SHORT_MS = 4000;
const UNDO_MS = 8000;

export function showToast(message: string): void {
  notifications.show({ message, autoClose: SHORT_MS, withBorder: true });
}

export function showFailure(error: unknown): void {
  notifications.show({
    title: text('ui.this-did-not-work'),
    message: errorText(error).text,
    color: 'red',
    autoClose: UNDO_MS,
    withBorder: true,
  });
}

/** Sends an edit made in place. When that fails, what was typed stays on the screen until it is sent again or closed. */
export async function saveEdit(typed: string, send: (requestId: string) => Promise<unknown>): Promise<void> {
  // The same each time: an edit that arrived although its answer did not is not made twice.
  const requestId = crypto.randomUUID();
  const attempt = () => send(requestId).catch((error: unknown) => showUnsaved(typed, error, attempt));
  await attempt();
}

function showUnsaved(typed: string, error: unknown, retry: () => void): void {
  const id = crypto.randomUUID();
  const tryAgain = () => {
    notifications.hide(id);
    retry();
  };
  notifications.show({
    id,
    title: text('ui.typed-was-not-saved', { typed }),
    message: <ToastAction message={errorText(error).text} label={text('ui.try-again')} run={tryAgain} />,
    color: 'red',
    autoClose: false,
    withBorder: true,
  });
}

/** The toast that offers to undo; there is one for all changes that follow each other. */
let undoToast = '';

/** Shows what was done, with a button that undoes it. Several changes are undone together. */
export function offerUndo(message: string, undo: () => Promise<unknown>): void {
  remember({ message, undo });
  showUndo();
}

/** Undoes the last change, also when its toast is gone. */
export function undoLast(): void {
  undoSome(1);
}

function showUndo(): void {
  const before = undoToast;
  // Replaced, not closed: it offers on.
  undoToast = '';
  notifications.hide(before);
  const offered = offeredEntries();
  const last = offered.at(-1);
  if (!last) return;
  const id = crypto.randomUUID();
  undoToast = id;
  const isOne = offered.length === 1;
  const message = isOne ? last.message : text('ui.changes-count', { count: offered.length });
  const label = text(isOne ? 'ui.undo' : 'ui.undo-all');
  notifications.show({
    id,
    autoClose: UNDO_MS,
    withBorder: true,
    message: <ToastAction message={message} label={label} run={() => undoSome(offered.length)} />,
    onClose: () => id === undoToast && offerNothing(),
  });
}

function undoSome(count: number): void {
  const entries = takeBack(count);
  if (entries.length === 0) return;
  showUndo();
  const undoAll = async () => {
    for (const { undo } of entries) await undo();
  };
  whileWriting(undoAll).then(() => showToast(text('ui.undone')), showFailure);
}

type ActionProps = { readonly message: string; readonly label: string; readonly run: () => void };

const ToastAction = ({ message, label, run }: ActionProps) => (
  <Group justify="space-between" wrap="nowrap">
    <Text size="sm">{message}</Text>
    <Button size="xs" variant="subtle" flex="none" onClick={run}>
      {label}
    </Button>
  </Group>
);
