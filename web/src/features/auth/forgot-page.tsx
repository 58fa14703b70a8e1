/** Requesting a mail with a link that sets a new password. */
import { TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useNavigate } from '@tanstack/react-router';
import { AuthService } from '#gen/melo/users/v1/auth_service_pb.ts';
import { useWrite } from '../../api/mutations.ts';
import { richText, text } from '../../i18n/text.ts';
import { showServerErrors } from '../../ui/inputs/form.tsx';
import { AuthForm } from './auth-form.tsx';
import { AuthFrame } from './auth-frame.tsx';
import { AuthLink } from './auth-link.tsx';
import { checkEmail } from './validation.ts';

export function ForgotPage() {
  const navigate = useNavigate();
  const form = useForm({ initialValues: { email: '' }, validate: { email: checkEmail } });
  const request = useWrite(AuthService.method.requestPasswordReset, 'people', {
    onSuccess: () => navigate({ to: '/check-mail', search: { email: form.values.email.trim(), reset: true } }),
    onError: (error) => showServerErrors(form, error),
  });
  const send = ({ email }: typeof form.values) => request.mutate({ email: email.trim() });
  return (
    <AuthFrame
      title={text('auth.forgot-your-password')}
      text={text('auth.we-will-mail-you-a-link')}
      below={richText('auth.remembered', { signIn: (label) => <AuthLink to="/sign-in">{label}</AuthLink> })}
    >
      <AuthForm form={form} submit={send} submitLabel={text('auth.send-the-link')} busy={request.isPending}>
        <TextInput
          label={text('auth.email')}
          type="email"
          autoComplete="username"
          autoFocus
          {...form.getInputProps('email')}
        />
      </AuthForm>
    </AuthFrame>
  );
}
