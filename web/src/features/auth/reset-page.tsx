/** The mailed link of a reset leads here: choose a new password, then sign in with it. */
import { Button, Stack } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { AuthService } from '#gen/melo/users/v1/auth_service_pb.ts';
import { failureOf } from '../../api/errors.ts';
import { useWrite } from '../../api/mutations.ts';
import { text } from '../../i18n/text.ts';
import { FormError } from '../../ui/inputs/form-dialog.tsx';
import { AuthFrame } from './auth-frame.tsx';
import { isBesideField, MIN_PASSWORD, NewPasswordField } from './new-password-field.tsx';

export function ResetPage({ token }: { readonly token: string }) {
  const [password, setPassword] = useState('');
  const reset = useWrite(AuthService.method.resetPassword, 'people');
  const failure = reset.error ? failureOf(reset.error) : undefined;
  if (reset.isSuccess) {
    return (
      <AuthFrame title={text('auth.your-password-was-changed')} text={text('auth.you-were-signed-out-on-all')}>
        <Button fullWidth renderRoot={(props) => <Link to="/sign-in" {...props} />}>
          {text('auth.sign-in')}
        </Button>
      </AuthFrame>
    );
  }
  if (token === '' || failure?.reason === 'TOKEN_INVALID') {
    const cause = token === '' ? text('auth.the-link-is-incomplete-open-it') : failure?.text;
    return (
      <AuthFrame title={text('auth.this-link-does-not-work')} text={cause}>
        <Button fullWidth renderRoot={(props) => <Link to="/forgot-password" {...props} />}>
          {text('auth.get-a-new-link')}
        </Button>
      </AuthFrame>
    );
  }
  return (
    <AuthFrame title={text('auth.choose-a-new-password')} text={text('auth.other-devices-will-be-signed-out')}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          reset.mutate({ token, password });
        }}
      >
        <Stack gap="md">
          <NewPasswordField
            label={text('auth.new-password')}
            field="password"
            value={password}
            onChange={setPassword}
            failure={failure}
            autoFocus
          />
          {failure && !isBesideField(failure) && <FormError error={reset.error} />}
          <Button type="submit" fullWidth loading={reset.isPending} disabled={password.length < MIN_PASSWORD}>
            {text('auth.set-the-new-password')}
          </Button>
        </Stack>
      </form>
    </AuthFrame>
  );
}
