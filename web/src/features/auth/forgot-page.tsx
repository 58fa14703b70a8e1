/** Asking for a link that sets a new password. */
import { Anchor, Button, Stack, TextInput } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { AuthService } from '#gen/melo/users/v1/auth_service_pb.ts';
import { failureOf } from '../../api/errors.ts';
import { useWrite } from '../../api/mutations.ts';
import { richText, text } from '../../i18n/text.ts';
import { FormError } from '../../ui/inputs/form-dialog.tsx';
import { AuthFrame } from './auth-frame.tsx';

export function ForgotPage() {
  const navigate = useNavigate();
  const [email, setEmail] = useState('');
  const ask = useWrite(AuthService.method.requestPasswordReset, 'people', {
    onSuccess: () => navigate({ to: '/check-mail', search: { email: email.trim(), reset: true } }),
  });
  const fields = ask.error ? failureOf(ask.error).fields : {};
  return (
    <AuthFrame
      title={text('auth.forgot-your-password')}
      text={text('auth.we-will-mail-you-a-link')}
      below={richText('auth.remembered', {
        signIn: (label) => (
          <Anchor key="sign-in" size="sm" renderRoot={(props) => <Link to="/sign-in" {...props} />}>
            {label}
          </Anchor>
        ),
      })}
    >
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          ask.mutate({ email: email.trim() });
        }}
      >
        <Stack gap="md">
          <TextInput
            label={text('auth.email')}
            type="email"
            autoComplete="username"
            autoFocus
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
            error={fields['email']}
          />
          {ask.error && Object.keys(fields).length === 0 && <FormError error={ask.error} />}
          <Button type="submit" fullWidth loading={ask.isPending} disabled={email.trim() === ''}>
            {text('auth.send-the-link')}
          </Button>
        </Stack>
      </form>
    </AuthFrame>
  );
}
