/** Signing in. */
import { Anchor, Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { signIn } from '../../api/session.ts';
import { FormError } from '../../ui/inputs/form-dialog.tsx';
import { AuthFrame } from './auth-frame.tsx';

/** The guest routes lead on as soon as the session begins. */
export function SignInPage() {
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const entry = useMutation({ mutationFn: () => signIn(email.trim(), password) });
  return (
    <AuthFrame
      title="Sign in"
      below={
        <>
          New here?{' '}
          <Anchor size="sm" renderRoot={(props) => <Link to="/register" {...props} />}>
            Create an account
          </Anchor>
        </>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          entry.mutate();
        }}
      >
        <Stack gap="md">
          <TextInput
            label="E-mail"
            type="email"
            autoComplete="username"
            required
            withAsterisk={false}
            autoFocus
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
          <PasswordInput
            label="Password"
            autoComplete="current-password"
            required
            withAsterisk={false}
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
          <Anchor size="sm" renderRoot={(props) => <Link to="/forgot-password" {...props} />}>
            Forgot password?
          </Anchor>
          {entry.error && <FormError error={entry.error} />}
          <Button type="submit" fullWidth loading={entry.isPending} disabled={email.trim() === '' || password === ''}>
            Sign in
          </Button>
        </Stack>
      </form>
    </AuthFrame>
  );
}
