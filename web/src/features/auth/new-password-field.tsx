/** The field of a new password, with a hint on choosing one. */
import { PasswordInput, type PasswordInputProps } from '@mantine/core';
import { text } from '../../i18n/text.ts';
import { MIN_PASSWORD_LENGTH } from './validation.ts';

export const NewPasswordField = (props: PasswordInputProps) => (
  <PasswordInput
    description={text('auth.at-least-count-characters-a-few', { count: MIN_PASSWORD_LENGTH })}
    autoComplete="new-password"
    {...props}
  />
);
