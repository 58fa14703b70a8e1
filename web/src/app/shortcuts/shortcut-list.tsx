/** The dialog with the keyboard shortcuts. */
import { Group, Kbd, Stack, Text } from '@mantine/core';
import { text } from '../../i18n/text.ts';
import { Dialog } from '../../ui/dialog/dialog.tsx';
import { moreNavigationItems, type NavigationItem, navigationItems } from '../navigation.ts';

const all: readonly NavigationItem[] = [...navigationItems, ...moreNavigationItems];

export function ShortcutList({ close }: { readonly close: () => void }) {
  return (
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
}

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
