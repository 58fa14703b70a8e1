/** A form on a page of `AuthFrame`: its fields, what went wrong, and one wide button. */
import { Button, Stack } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import type { ReactNode } from 'react';
import { Form, FormMessage } from '../../ui/inputs/form.tsx';

type Props<Values, Request> = {
  readonly form: UseFormReturnType<Values, Request>;
  readonly submit: (request: Request) => void;
  readonly submitLabel: string;
  readonly busy: boolean;
  /** Called with the first key: what sending needs can be loaded meanwhile. */
  readonly onTyping?: () => unknown;
  readonly children?: ReactNode;
};

export const AuthForm = <Values, Request>({
  form,
  submit,
  submitLabel,
  busy,
  onTyping,
  children,
}: Props<Values, Request>) => (
  <Form form={form} submit={submit}>
    <Stack gap="md" {...(onTyping && { onInput: onTyping })}>
      {children}
      <FormMessage form={form} />
      <Button type="submit" fullWidth loading={busy}>
        {submitLabel}
      </Button>
    </Stack>
  </Form>
);
