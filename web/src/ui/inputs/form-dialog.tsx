/** A dialog with one form: its fields, what went wrong, and two buttons. */
import { Button, Group, Modal, Stack } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useMediaQuery } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { sizes, TABLES } from '../../app/theme.ts';
import { text } from '../../i18n/text.ts';
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
  /** Whether the user can only look at the values. */
  readonly readOnly?: boolean;
};

export function FormDialog<Values, Request>({
  form,
  submit,
  submitLabel,
  readOnly = false,
  extra,
  children,
  ...dialog
}: FormProps<Values, Request>) {
  return (
    <Dialog {...dialog}>
      <Form form={form} submit={submit}>
        <Stack gap="md">
          {children}
          <FormMessage form={form} />
          <DialogButtons {...{ submitLabel, extra, close: dialog.close, busy: dialog.busy, disabled: readOnly }} />
        </Stack>
      </Form>
    </Dialog>
  );
}

/** On a phone, a dialog fills the screen. */
function Dialog({ title, close, wide = false, children }: Pick<DialogProps, 'title' | 'close' | 'wide' | 'children'>) {
  const roomy = useMediaQuery(TABLES, true);
  return (
    <Modal title={title} opened onClose={close} fullScreen={!roomy} size={wide ? sizes.wideDialog : sizes.dialog}>
      {children}
    </Modal>
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
