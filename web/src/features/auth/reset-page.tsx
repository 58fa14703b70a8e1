/** The mailed link of a reset leads here: choose a new password, then sign in with it. */
import { Button, Stack } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { AuthService } from '#gen/melo/users/v1/auth_service_pb.ts';
import { failureOf } from '../../api/errors.ts';
import { useWrite } from '../../api/mutations.ts';
import { FormError } from '../../ui/inputs/form-dialog.tsx';
import { AuthFrame } from './auth-frame.tsx';
import { isBesideField, MIN_PASSWORD, NewPasswordField } from './new-password-field.tsx';

export function ResetPage({ token }: { readonly token: string }) {
  const [password, setPassword] = useState('');
  const reset = useWrite(AuthService.method.resetPassword, 'people');
  const failure = reset.error ? failureOf(reset.error) : undefined;
  if (reset.isSuccess) {
    return (
      <AuthFrame title="Your password is changed" text="You have been signed out everywhere. Sign in with the new one.">
        <Button fullWidth renderRoot={(props) => <Link to="/sign-in" {...props} />}>
          Sign in
        </Button>
      </AuthFrame>
    );
  }
  if (token === '' || failure?.reason === 'TOKEN_INVALID') {
    const text = token === '' ? 'The link is not complete. Open it from the mail once more.' : failure?.text;
    return (
      <AuthFrame title="This link does not work" text={text}>
        <Button fullWidth renderRoot={(props) => <Link to="/forgot-password" {...props} />}>
          Get a new link
        </Button>
      </AuthFrame>
    );
  }
  return (
    <AuthFrame title="Choose a new password" text="Other devices will be signed out.">
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          reset.mutate({ token, password });
        }}
      >
        <Stack gap="md">
          <NewPasswordField
            label="New password"
            field="password"
            value={password}
            change={setPassword}
            failure={failure}
            autoFocus
          />
          {failure && !isBesideField(failure) && <FormError error={reset.error} />}
          <Button type="submit" fullWidth loading={reset.isPending} disabled={password.length < MIN_PASSWORD}>
            Set the new password
          </Button>
        </Stack>
      </form>
    </AuthFrame>
  );
}
