/** Forms. Submitting an invalid form shows the errors and focuses the first field with one; errors of the server are shown beside their fields. */
import { Alert, Stack } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import type { KeyboardEvent, ReactNode } from 'react';
import { failureOf } from '../../api/errors.ts';
import { type ErrorPlaces, placeErrors } from './server-errors.ts';

/** The key of `form.errors` for errors that concern no single field. */
const FORM = 'form';

type FormProps<Values, Request> = {
  readonly form: UseFormReturnType<Values, Request>;
  /** Called with valid values only. */
  readonly submit: (request: Request) => void;
  readonly children: ReactNode;
};

export function Form<Values, Request>({ form, submit, children }: FormProps<Values, Request>) {
  const send = validated(form, submit);
  return (
    <form
      noValidate
      onSubmit={(event) => {
        // A dialog may be opened from within another form.
        event.stopPropagation();
        send(event);
      }}
    >
      {children}
    </form>
  );
}

type InnerFormProps<Values, Request> = Omit<FormProps<Values, Request>, 'children'> & {
  readonly label: string;
  /** `submit` is for the button: forms cannot be nested in HTML. */
  readonly children: (submit: () => void) => ReactNode;
};

/** A form that may be within another form. Enter in a field submits the inner one only. */
export function InnerForm<Values, Request>({ form, submit, label, children }: InnerFormProps<Values, Request>) {
  const send = validated(form, submit);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.defaultPrevented || !(event.target instanceof HTMLInputElement)) return;
    event.preventDefault();
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

/** Shows the errors of a failed write, for its `onError`: beside their fields, and the others in the form's message. */
export function showServerErrors<Values extends object, Request>(
  form: UseFormReturnType<Values, Request>,
  error: unknown,
  places: ErrorPlaces = {},
): void {
  const { fields, message } = placeErrors(failureOf(error), form.getValues(), places);
  form.setErrors(message === undefined ? { ...fields } : { ...fields, [FORM]: message });
  focusFirst(form, Object.keys(fields));
}

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
