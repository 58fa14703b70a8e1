/** The page of a mailed reset link: the user chooses a new password, then signs in with it. */
import { useForm } from '@mantine/form';
import { AuthService } from '#gen/melo/users/v1/auth_service_pb.ts';
import { errorText } from '../../api/error-text.ts';
import { useWrite } from '../../api/mutations.ts';
import { text } from '../../i18n/text.ts';
import { showServerErrors } from '../../ui/inputs/form.tsx';
import { AuthForm } from './auth-form.tsx';
import { AuthFrame } from './auth-frame.tsx';
import { AuthButtonLink } from './auth-link.tsx';
import { NewPasswordField } from './new-password-field.tsx';
import { checkNewPassword } from './validation.ts';

export function ResetPage({ token }: { readonly token: string }) {
  const form = useForm({ initialValues: { password: '' }, validate: { password: checkNewPassword } });
  const reset = useWrite(AuthService.method.resetPassword, 'people', {
    onError: (error) => showServerErrors(form, error, { reasons: { PASSWORD_WEAK: 'password' } }),
  });
  const failure = reset.error ? errorText(reset.error) : undefined;
  if (reset.isSuccess) return <PasswordChanged />;
  if (token === '') return <InvalidResetLink cause={text('auth.the-link-is-incomplete-open-it')} />;
  if (failure?.reason === 'TOKEN_INVALID') return <InvalidResetLink cause={failure.text} />;
  return (
    <AuthFrame title={text('auth.choose-a-new-password')} text={text('auth.other-devices-will-be-signed-out')}>
      <AuthForm
        form={form}
        submit={({ password }) => reset.mutate({ token, password })}
        submitLabel={text('auth.set-the-new-password')}
        busy={reset.isPending}
      >
        <NewPasswordField label={text('auth.new-password')} autoFocus {...form.getInputProps('password')} />
      </AuthForm>
    </AuthFrame>
  );
}

const PasswordChanged = () => (
  <AuthFrame title={text('auth.your-password-was-changed')} text={text('auth.you-were-signed-out-on-all')}>
    <AuthButtonLink to="/sign-in">{text('auth.sign-in')}</AuthButtonLink>
  </AuthFrame>
);

const InvalidResetLink = ({ cause }: { readonly cause: string }) => (
  <AuthFrame title={text('auth.this-link-does-not-work')} text={cause}>
    <AuthButtonLink to="/forgot-password">{text('auth.get-a-new-link')}</AuthButtonLink>
  </AuthFrame>
);
