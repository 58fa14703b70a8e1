/** A dialog with one form: its fields, what went wrong, and two buttons. */
import { Button, Group, Stack } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import type { ReactNode } from 'react';
import { text } from '../../i18n/text.ts';
import { Dialog } from '../dialog/dialog.tsx';
import { Form, FormMessage } from './form.tsx';

type DialogProps = {
  readonly title: string;
  readonly close: () => void;
  readonly busy: boolean;
  readonly wide?: boolean;
  /** More buttons, at the left. */
  readonly extra?: ReactNode;
  readonly children: ReactNode;
};

type FormProps<Values, Request> = DialogProps & {
  readonly form: UseFormReturnType<Values, Request>;
  /** Called with valid values only. */
  readonly submit: (request: Request) => void;
  /** What the button does: "Create account". */
  readonly submitLabel: string;
  /** The name under which what is typed is kept over a reload. */
  readonly draft?: string;
  /** Whether the user can only look at the values. */
  readonly readOnly?: boolean;
};

export function FormDialog<Values, Request>({
  form,
  submit,
  submitLabel,
  draft,
  readOnly = false,
  extra,
  busy,
  children,
  ...dialog
}: FormProps<Values, Request>) {
  return (
    <Dialog {...dialog}>
      <Form form={form} draft={draft} submit={submit}>
        <Stack gap="md">
          {children}
          <FormMessage form={form} />
          <DialogButtons {...{ submitLabel, extra, close: dialog.close, busy, disabled: readOnly }} />
        </Stack>
      </Form>
    </Dialog>
  );
}

type ButtonsProps = Pick<DialogProps, 'close' | 'busy' | 'extra'> & {
  readonly submitLabel: string;
  readonly disabled: boolean;
};

const DialogButtons = ({ submitLabel, close, busy, disabled, extra }: ButtonsProps) => (
  <Group justify="space-between" mt="sm">
    <div>{extra}</div>
    <Group gap="sm">
      <Button variant="default" onClick={close}>
        {text('ui.cancel')}
      </Button>
      <Button type="submit" loading={busy} disabled={disabled}>
        {submitLabel}
      </Button>
    </Group>
  </Group>
);
