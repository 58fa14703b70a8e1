/** The mailed link leads here. Only a click creates the account: programs that open links of mails change nothing. */
import { Button, PasswordInput, Stack } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { failureOf } from '../../api/errors.ts';
import { verifyEmail } from '../../api/session.ts';
import { text } from '../../i18n/text.ts';
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
      title={text('auth.create-your-account')}
      text={
        isElsewhere ? text('auth.you-opened-this-link-in-another') : text('auth.confirm-that-this-address-is-yours')
      }
      below={text('auth.you-did-not-register-then-close')}
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
              label={text('auth.password')}
              autoComplete="current-password"
              autoFocus
              value={password}
              onChange={(event) => setPassword(event.currentTarget.value)}
              error={failure?.reason === 'CREDENTIALS_WRONG' && text('auth.this-is-not-the-password-of')}
            />
          )}
          {failure && !['PASSWORD_REQUIRED', 'CREDENTIALS_WRONG'].includes(failure.reason) && (
            <FormError error={verify.error} />
          )}
          <Button type="submit" fullWidth loading={verify.isPending} disabled={isElsewhere && password === ''}>
            {text('auth.verify-and-create-the-account')}
          </Button>
        </Stack>
      </form>
    </AuthFrame>
  );
}

function Done() {
  return (
    <AuthFrame title={text('auth.your-address-is-verified')} text={text('auth.everything-is-ready-sign-in-to')}>
      <Button fullWidth renderRoot={(props) => <Link to="/sign-in" {...props} />}>
        {text('auth.sign-in')}
      </Button>
    </AuthFrame>
  );
}

function Invalid({ isComplete }: { readonly isComplete: boolean }) {
  const cause = text(isComplete ? 'auth.it-was-used-before-or-it' : 'auth.the-link-is-incomplete-open-it');
  return (
    <AuthFrame title={text('auth.this-link-does-not-work')} text={cause}>
      <Stack gap="sm">
        <Button fullWidth renderRoot={(props) => <Link to="/sign-in" {...props} />}>
          {text('auth.sign-in')}
        </Button>
        <Button fullWidth variant="default" renderRoot={(props) => <Link to="/register" {...props} />}>
          {text('auth.register-again')}
        </Button>
      </Stack>
    </AuthFrame>
  );
}
