/** A dialog with one form: its fields, what went wrong, and two buttons. */
import { Alert, Button, Group, Modal, Stack } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import type { FormEvent, ReactNode } from 'react';
import { failureOf } from '../../api/errors.ts';
import { sizes, TABLES } from '../../app/theme.ts';
import { text } from '../../i18n/text.ts';

type Props = {
  readonly title: string;
  readonly opened: boolean;
  readonly close: () => void;
  /** What the button does: "Create account". */
  readonly deed: string;
  readonly submit: () => void;
  readonly busy: boolean;
  readonly error?: unknown;
  readonly disabled?: boolean;
  readonly wide?: boolean;
  /** More buttons, at the left. */
  readonly extra?: ReactNode;
  readonly children: ReactNode;
};

export function FormDialog(props: Props) {
  const { title, opened, close, deed, submit, busy, error, disabled = false, wide = false, extra, children } = props;
  const roomy = useMediaQuery(TABLES, true);
  const send = (event: FormEvent) => {
    event.preventDefault();
    // A dialog may be opened from within another form.
    event.stopPropagation();
    if (!disabled && !busy) submit();
  };
  return (
    <Modal
      title={title}
      opened={opened}
      onClose={close}
      fullScreen={!roomy}
      size={wide ? sizes.wideDialog : sizes.dialog}
    >
      <form onSubmit={send} noValidate>
        <Stack gap="md">
          {children}
          {error != null && <FormError error={error} />}
          <Group justify="space-between" mt="sm">
            <div>{extra}</div>
            <Group gap="sm">
              <Button variant="default" onClick={close}>
                {text('ui.cancel')}
              </Button>
              <Button type="submit" loading={busy} disabled={disabled}>
                {deed}
              </Button>
            </Group>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

/** A refusal above the buttons; field by field messages stand beside their fields. */
export function FormError({ error }: { readonly error: unknown }) {
  const { text, fields } = failureOf(error);
  const more = Object.values(fields);
  return (
    <Alert color="red" variant="light" role="alert">
      {more.length > 0 ? more.join(' ') : text}
    </Alert>
  );
}
