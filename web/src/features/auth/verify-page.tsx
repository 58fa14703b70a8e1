/** The mailed link leads here. Only a click creates the account: programs that open links of mails change nothing. */
import { Button, PasswordInput, Stack } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { failureOf } from '../../api/errors.ts';
import { verifyEmail } from '../../api/session.ts';
import { FormError } from '../../ui/inputs/form-dialog.tsx';
import { AuthFrame } from './auth-frame.tsx';

export function VerifyPage({ token }: { readonly token: string }) {
  const navigate = useNavigate();
  const [password, setPassword] = useState('');
  // The same for the same input, so that a click after a lost response does nothing twice.
  const request = useRef({ id: crypto.randomUUID(), password: '' });
  const verify = useMutation({
    mutationFn: () => {
      if (request.current.password !== password) request.current = { id: crypto.randomUUID(), password };
      return verifyEmail(token, password, request.current.id);
    },
    onSuccess: (isSignedIn) => navigate({ to: isSignedIn ? '/' : '/sign-in', replace: true }),
  });
  const failure = verify.error ? failureOf(verify.error) : undefined;
  const isElsewhere =
    failure?.reason === 'PASSWORD_REQUIRED' || failure?.reason === 'CREDENTIALS_WRONG' || password !== '';

  if (failure?.reason === 'REQUEST_ALREADY_DONE') return <Done />;
  if (token === '' || failure?.reason === 'TOKEN_INVALID') return <Invalid isComplete={token !== ''} />;
  return (
    <AuthFrame
      title="Create your account"
      text={
        isElsewhere
          ? 'You opened this link in another browser than the one you registered in. Enter the password you chose there.'
          : 'Confirm that this address is yours and that you registered with it.'
      }
      below="You did not register? Then close this page: nothing is created."
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          verify.mutate();
        }}
      >
        <Stack gap="md">
          {isElsewhere && (
            <PasswordInput
              label="Password"
              autoComplete="current-password"
              autoFocus
              value={password}
              onChange={(event) => setPassword(event.currentTarget.value)}
              error={failure?.reason === 'CREDENTIALS_WRONG' && 'This is not the password of this registration.'}
            />
          )}
          {failure && !['PASSWORD_REQUIRED', 'CREDENTIALS_WRONG'].includes(failure.reason) && (
            <FormError error={verify.error} />
          )}
          <Button type="submit" fullWidth loading={verify.isPending} disabled={isElsewhere && password === ''}>
            Verify and create the account
          </Button>
        </Stack>
      </form>
    </AuthFrame>
  );
}

function Done() {
  return (
    <AuthFrame title="Your address is verified" text="Everything is ready. Sign in to begin.">
      <Button fullWidth renderRoot={(props) => <Link to="/sign-in" {...props} />}>
        Sign in
      </Button>
    </AuthFrame>
  );
}

function Invalid({ isComplete }: { readonly isComplete: boolean }) {
  const text = isComplete
    ? 'It was used before, or it has expired. If you have an account already, sign in; otherwise register again.'
    : 'The link is not complete. Open it from the mail once more.';
  return (
    <AuthFrame title="This link does not work" text={text}>
      <Stack gap="sm">
        <Button fullWidth renderRoot={(props) => <Link to="/sign-in" {...props} />}>
          Sign in
        </Button>
        <Button fullWidth variant="default" renderRoot={(props) => <Link to="/register" {...props} />}>
          Register again
        </Button>
      </Stack>
    </AuthFrame>
  );
}
