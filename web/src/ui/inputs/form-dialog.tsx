/** A dialog with one form: its fields, what went wrong, and two buttons. */
import { Alert, Button, Group, Modal, Stack } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useMediaQuery } from '@mantine/hooks';
import type { FormEvent, ReactNode } from 'react';
import { failureOf } from '../../api/errors.ts';
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

/** Dialogs whose values are not in a form of @mantine/form yet. */
type OldProps = DialogProps & {
  readonly form?: undefined;
  readonly opened: boolean;
  readonly deed: string;
  readonly submit: () => void;
  readonly error?: unknown;
  readonly disabled?: boolean;
};

export function FormDialog<Values, Request>(props: FormProps<Values, Request> | OldProps) {
  if (props.form === undefined) return <OldFormDialog {...props} />;
  const { form, submit, submitLabel, readOnly = false, extra, children, ...dialog } = props;
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

function OldFormDialog({ deed, submit, error, disabled = false, extra, children, ...dialog }: OldProps) {
  const send = (event: FormEvent) => {
    event.preventDefault();
    // A dialog may be opened from within another form.
    event.stopPropagation();
    if (!disabled && !dialog.busy) submit();
  };
  return (
    <Dialog {...dialog}>
      <form onSubmit={send} noValidate>
        <Stack gap="md">
          {children}
          {error != null && <FormError error={error} />}
          <DialogButtons {...{ submitLabel: deed, extra, close: dialog.close, busy: dialog.busy, disabled }} />
        </Stack>
      </form>
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

/** The error of a dialog without a form of @mantine/form. */
export function FormError({ error }: { readonly error: unknown }) {
  const { text, fields } = failureOf(error);
  const more = Object.values(fields);
  return (
    <Alert color="red" variant="light" role="alert">
      {more.length > 0 ? more.join(' ') : text}
    </Alert>
  );
}
