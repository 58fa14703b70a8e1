/** The buttons of the forms that add a transaction or a transfer. */
import { Button, Group } from '@mantine/core';
import { text } from '../../i18n/text.ts';

type Props = {
  readonly submitLabel: string;
  readonly busy: boolean;
  readonly close: () => void;
  /** Adds, and goes on with the next one. */
  readonly addAndNext?: () => void;
};

export const AddButtons = ({ submitLabel, busy, close, addAndNext }: Props) => (
  <Group justify="flex-end" gap="sm">
    <Button variant="default" onClick={close}>
      {text('add.cancel')}
    </Button>
    {addAndNext && (
      <Button variant="default" disabled={busy} onClick={addAndNext} title={text('add.control-enter')}>
        {text('add.add-and-next')}
      </Button>
    )}
    <Button type="submit" loading={busy}>
      {submitLabel}
    </Button>
  </Group>
);
