/** Signing in. */
import { PasswordInput, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { loadCalls, signIn } from '../../api/session/session.ts';
import { richText, text } from '../../i18n/text.ts';
import { showServerErrors } from '../../ui/inputs/form.tsx';
import { AuthForm } from './auth-form.tsx';
import { AuthFrame } from './auth-frame.tsx';
import { AuthLink } from './auth-link.tsx';
import { checkEmail, checkPassword } from './validation.ts';

/** Does not navigate: the route guards leave the page when the session starts. */
export function SignInPage() {
  const form = useForm({
    initialValues: { email: '', password: '' },
    validate: { email: checkEmail, password: checkPassword },
  });
  const [isBusy, setIsBusy] = useState(false);
  const send = ({ email, password }: typeof form.values) => {
    setIsBusy(true);
    signIn(email.trim(), password)
      .catch((error: unknown) => showServerErrors(form, error))
      .finally(() => setIsBusy(false));
  };
  return (
    <AuthFrame
      title={text('auth.sign-in.title')}
      below={richText('auth.sign-in.register', { link: (label) => <AuthLink to="/register">{label}</AuthLink> })}
    >
      <AuthForm form={form} onTyping={loadCalls} submit={send} submitLabel={text('auth.sign-in.submit')} busy={isBusy}>
        <TextInput
          label={text('auth.email')}
          type="email"
          autoComplete="username"
          autoFocus
          {...form.getInputProps('email')}
        />
        <PasswordInput
          label={text('auth.password')}
          autoComplete="current-password"
          {...form.getInputProps('password')}
        />
        <AuthLink to="/forgot-password">{text('auth.sign-in.forgot-password')}</AuthLink>
      </AuthForm>
    </AuthFrame>
  );
}
