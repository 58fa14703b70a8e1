/** The buttons of the forms that add a transaction or a transfer. */
import { Button, Group } from '@mantine/core';
import { text } from '../../i18n/text.ts';

type Props = { readonly submitLabel: string; readonly busy: boolean; readonly close: () => void };

export const AddButtons = ({ submitLabel, busy, close }: Props) => (
  <Group justify="flex-end">
    <Button variant="default" onClick={close}>
      {text('add.cancel')}
    </Button>
    <Button type="submit" loading={busy}>
      {submitLabel}
    </Button>
  </Group>
);
