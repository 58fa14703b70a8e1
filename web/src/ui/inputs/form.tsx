/** Forms. Submitting an invalid form shows the errors and focuses the first field with one; errors of the server are shown beside their fields. */
import { Alert, Stack, Text } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import type { KeyboardEvent, ReactNode } from 'react';
import type { Failure } from '../../api/errors.ts';
import { text } from '../../i18n/text.ts';
import { useReportDirty } from '../dialog/dialog-forms.ts';
import { isChanged, useDraft } from './drafts.ts';
import { type ErrorPlaces, placeErrors } from './server-errors.ts';

/** The key of `form.errors` for errors that concern no single field. */
const FORM = 'form';

type FormProps<Values, Request> = {
  readonly form: UseFormReturnType<Values, Request>;
  /** The name under which what is typed is kept over a reload. */
  readonly draft?: string | undefined;
  /** Called with valid values only. */
  readonly submit: (request: Request) => void;
  readonly children: ReactNode;
};

export function Form<Values, Request>({ form, draft, submit, children }: FormProps<Values, Request>) {
  const send = validated(form, submit);
  const isRestored = useDraft(form, draft);
  useReportDirty(isChanged(form));
  return (
    <form
      noValidate
      onKeyDown={(event) => {
        // Enter belongs to the list: it never submits the form behind it.
        if (event.key === 'Enter' && isListOpen(event.target)) event.preventDefault();
      }}
      onSubmit={(event) => {
        // A dialog may be opened from within another form.
        event.stopPropagation();
        send(event);
      }}
    >
      {isRestored && (
        <Text size="xs" c="dimmed" mb="sm" role="status">
          {text('ui.what-you-typed-is-restored')}
        </Text>
      )}
      {children}
    </form>
  );
}

const isListOpen = (field: EventTarget): boolean =>
  field instanceof HTMLElement && field.getAttribute('aria-expanded') === 'true';

type InnerFormProps<Values, Request> = Omit<FormProps<Values, Request>, 'children' | 'draft'> & {
  readonly label: string;
  /** `submit` is for the button: forms cannot be nested in HTML. */
  readonly children: (submit: () => void) => ReactNode;
};

/** A form that may be within another form. Enter in a field submits the inner one only. */
export function InnerForm<Values, Request>({ form, submit, label, children }: InnerFormProps<Values, Request>) {
  const send = validated(form, submit);
  useReportDirty(isChanged(form));
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.defaultPrevented || !(event.target instanceof HTMLInputElement)) return;
    event.preventDefault();
    if (isListOpen(event.target)) return;
    send();
  };
  return (
    <Stack gap="sm" role="group" aria-label={label} onKeyDown={onKeyDown}>
      {children(() => send())}
    </Stack>
  );
}

/** Calls `submit` with valid values; otherwise shows the errors and focuses the first field with one. */
const validated = <Values, Request>(
  form: UseFormReturnType<Values, Request>,
  submit: FormProps<Values, Request>['submit'],
) =>
  form.onSubmit(
    (request) => submit(request),
    (errors) => focusFirst(form, Object.keys(errors)),
  );

/** For a second button of a form: submits it as its first button does, but to `submit`. */
export const submitting = <Values, Request>(
  form: UseFormReturnType<Values, Request>,
  submit: FormProps<Values, Request>['submit'],
): (() => void) => {
  const send = validated(form, submit);
  return () => send();
};

/** Shows the errors of a failed write, for its `onError`: beside their fields, and the others in the form's message. */
export async function showServerErrors<Values extends object, Request>(
  form: UseFormReturnType<Values, Request>,
  error: unknown,
  places: ErrorPlaces = {},
): Promise<void> {
  const { fields, message } = placeErrors(await explained(error), form.getValues(), places);
  form.setErrors(message === undefined ? { ...fields } : { ...fields, [FORM]: message });
  focusFirst(form, Object.keys(fields));
}

/** Not loaded with the form: no form needs it at first. */
const explained = (error: unknown): Promise<Failure> =>
  import('../../api/errors.ts').then(
    ({ failureOf }) => failureOf(error),
    () => ({ text: text('errors.part-not-loaded'), reason: '', fields: {} }),
  );

/** Errors that concern no single field, until the form is submitted again. Belongs above the buttons. */
export function FormMessage<Values, Request>({ form }: { readonly form: UseFormReturnType<Values, Request> }) {
  const message = form.errors[FORM];
  return message == null ? null : (
    <Alert color="red" variant="light" role="alert">
      {message}
    </Alert>
  );
}

/** Focuses the first of some fields in the order of the page. */
function focusFirst<Values, Request>(form: UseFormReturnType<Values, Request>, paths: readonly string[]): void {
  const [first] = paths
    .map((path) => form.getInputNode<HTMLElement, never>(path as never))
    .filter((node) => node !== null)
    .sort((a, b) => (a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1));
  first?.focus();
}
