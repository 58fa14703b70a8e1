/** The field of a new password, with what makes a good one. */
import { PasswordInput } from '@mantine/core';
import type { Failure } from '../../api/errors.ts';
import { text } from '../../i18n/text.ts';

export const MIN_PASSWORD = 15;

type Props = {
  readonly label: string;
  /** The field's name in the request. */
  readonly field: string;
  readonly value: string;
  readonly onChange: (password: string) => void;
  readonly failure: Failure | undefined;
  readonly autoFocus?: boolean;
};

export function NewPasswordField({ label, field, value, onChange, failure, autoFocus = false }: Props) {
  const weak = failure?.reason === 'PASSWORD_WEAK' ? failure.text : undefined;
  const error = weak ?? failure?.fields[field];
  return (
    <PasswordInput
      label={label}
      description={text('auth.at-least-count-characters-a-few', { count: MIN_PASSWORD })}
      autoComplete="new-password"
      autoFocus={autoFocus}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      error={error}
    />
  );
}

/** Whether the failure stands beside a field already. */
export const isBesideField = (failure: Failure | undefined): boolean =>
  failure !== undefined && (failure.reason === 'PASSWORD_WEAK' || Object.keys(failure.fields).length > 0);
