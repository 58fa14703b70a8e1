/** A form within a section of the settings: its fields, what went wrong, and a small button. */
import { Button, Group, Stack } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import type { ReactNode } from 'react';
import { Form, FormMessage } from '../../ui/inputs/form.tsx';

type Props<Values, Request> = {
  readonly form: UseFormReturnType<Values, Request>;
  readonly submit: (request: Request) => void;
  /** Without it the values can only be read. */
  readonly submitLabel: string | undefined;
  readonly busy: boolean;
  readonly children: ReactNode;
};

export const SettingsForm = <Values, Request>({
  form,
  submit,
  submitLabel,
  busy,
  children,
}: Props<Values, Request>) => (
  <Form form={form} submit={submit}>
    <Stack gap="md">
      {children}
      <FormMessage form={form} />
      {submitLabel && (
        <Group>
          <Button type="submit" size="xs" loading={busy}>
            {submitLabel}
          </Button>
        </Group>
      )}
    </Stack>
  </Form>
);
