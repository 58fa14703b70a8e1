/** Signing in. */
import { Anchor, Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { signIn } from '../../api/session.ts';
import { richText, text } from '../../i18n/text.ts';
import { FormError } from '../../ui/inputs/form-dialog.tsx';
import { AuthFrame } from './auth-frame.tsx';

/** The guest routes lead on as soon as the session begins. */
export function SignInPage() {
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const entry = useMutation({ mutationFn: () => signIn(email.trim(), password) });
  return (
    <AuthFrame
      title={text('auth.sign-in.title')}
      below={richText('auth.sign-in.register', {
        link: (label) => (
          <Anchor size="sm" renderRoot={(props) => <Link to="/register" {...props} />}>
            {label}
          </Anchor>
        ),
      })}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          entry.mutate();
        }}
      >
        <Stack gap="md">
          <TextInput
            label={text('auth.email')}
            type="email"
            autoComplete="username"
            required
            withAsterisk={false}
            autoFocus
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
          <PasswordInput
            label={text('auth.password')}
            autoComplete="current-password"
            required
            withAsterisk={false}
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
          <Anchor size="sm" renderRoot={(props) => <Link to="/forgot-password" {...props} />}>
            {text('auth.sign-in.forgot-password')}
          </Anchor>
          {entry.error && <FormError error={entry.error} />}
          <Button type="submit" fullWidth loading={entry.isPending} disabled={email.trim() === '' || password === ''}>
            {text('auth.sign-in.submit')}
          </Button>
        </Stack>
      </form>
    </AuthFrame>
  );
}
