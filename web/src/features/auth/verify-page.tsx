/** The page of a mailed verification link. Only a click creates the account, since mail scanners open links. */
import { PasswordInput, Stack } from '@mantine/core';
import { text } from '../../i18n/text.ts';
import { AuthForm } from './auth-form.tsx';
import { AuthFrame } from './auth-frame.tsx';
import { AuthButtonLink } from './auth-link.tsx';
import { useVerification } from './use-verification.ts';

export function VerifyPage({ token }: { readonly token: string }) {
  const { form, verify, reason, needsPassword } = useVerification(token);
  if (reason === 'REQUEST_ALREADY_DONE' || reason === 'ALREADY_VERIFIED') return <AddressVerified />;
  if (token === '') return <InvalidLink cause={text('auth.the-link-is-incomplete-open-it')} />;
  if (reason === 'TOKEN_INVALID') return <InvalidLink cause={text('auth.it-was-used-before-or-it')} />;
  return (
    <AuthFrame
      title={text('auth.create-your-account')}
      text={text(needsPassword ? 'auth.you-opened-this-link-in-another' : 'auth.confirm-that-this-address-is-yours')}
      below={text('auth.you-did-not-register-then-close')}
    >
      <AuthForm
        form={form}
        submit={({ password }) => verify.mutate(password)}
        submitLabel={text('auth.verify-and-create-the-account')}
        busy={verify.isPending}
      >
        {needsPassword && (
          <PasswordInput
            label={text('auth.password')}
            autoComplete="current-password"
            autoFocus
            {...form.getInputProps('password')}
          />
        )}
      </AuthForm>
    </AuthFrame>
  );
}

const AddressVerified = () => (
  <AuthFrame title={text('auth.your-address-is-verified')} text={text('auth.everything-is-ready-sign-in-to')}>
    <AuthButtonLink to="/sign-in">{text('auth.sign-in')}</AuthButtonLink>
  </AuthFrame>
);

const InvalidLink = ({ cause }: { readonly cause: string }) => (
  <AuthFrame title={text('auth.this-link-does-not-work')} text={cause}>
    <Stack gap="sm">
      <AuthButtonLink to="/sign-in">{text('auth.sign-in')}</AuthButtonLink>
      <AuthButtonLink to="/register" variant="default">
        {text('auth.register-again')}
      </AuthButtonLink>
    </Stack>
  </AuthFrame>
);
