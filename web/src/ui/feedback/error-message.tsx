/** The error of a write that has no form. */
import { Alert } from '@mantine/core';
import { failureOf } from '../../api/errors.ts';

export function ErrorMessage({ error }: { readonly error: unknown }) {
  const { text, fields } = failureOf(error);
  const violations = Object.values(fields);
  return (
    <Alert color="red" variant="light" role="alert">
      {violations.length > 0 ? violations.join(' ') : text}
    </Alert>
  );
}
