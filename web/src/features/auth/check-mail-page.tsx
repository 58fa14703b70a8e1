/** After registering or requesting a new password: tells the user to look for the mail, and sends it again. */
import { Group, Stack, Text } from '@mantine/core';
import { IconMail } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { AuthService } from '#gen/melo/users/v1/auth_service_pb.ts';
import { useWrite } from '../../api/mutations.ts';
import { sizes } from '../../app/theme.ts';
import { richText, text } from '../../i18n/text.ts';
import { AuthFrame } from './auth-frame.tsx';
import { AuthButtonLink, AuthLink } from './auth-link.tsx';
import { pendingRegistration, type Registration, registrationRequest } from './pending-registration.ts';
import { SendAgain } from './send-again.tsx';

type Props = { readonly email?: string | undefined; readonly reset: boolean };

export function CheckMailPage({ email, reset }: Props) {
  const address = <strong key="address">{email || text('auth.your-address')}</strong>;
  const registration = pendingRegistration();
  const canSend = reset ? email !== undefined : registration?.email.trim() === email;
  return (
    <AuthFrame
      title={text('auth.check-your-mail')}
      text={richText(reset ? 'auth.reset-mail-sent' : 'auth.verification-mail-sent', { address })}
      below={richText(belowOf(reset, canSend), {
        again: linkTo(reset ? '/forgot-password' : '/register'),
        signIn: linkTo('/sign-in'),
      })}
    >
      <Stack gap="lg">
        <Text c="teal">
          <IconMail size={sizes.largeIcon} stroke={sizes.stroke} aria-hidden />
        </Text>
        {canSend && (
          <Group grow align="flex-start">
            {reset ? <ResetAgain email={email!} /> : <RegisterAgain registration={registration!} />}
            <AuthButtonLink to={reset ? '/forgot-password' : '/register'} variant="default">
              {text('auth.change-the-address')}
            </AuthButtonLink>
          </Group>
        )}
      </Stack>
    </AuthFrame>
  );
}

function belowOf(reset: boolean, canSend: boolean) {
  if (canSend) return 'auth.look-in-the-spam-folder';
  return reset ? 'auth.no-reset-mail' : 'auth.no-verification-mail';
}

function RegisterAgain({ registration }: { readonly registration: Registration }) {
  const { mutate, ...state } = useWrite(AuthService.method.register, 'people');
  return <SendAgain request={{ ...state, mutate: () => mutate(registrationRequest(registration)) }} />;
}

function ResetAgain({ email }: { readonly email: string }) {
  const { mutate, ...state } = useWrite(AuthService.method.requestPasswordReset, 'people');
  return <SendAgain request={{ ...state, mutate: () => mutate({ email }) }} />;
}

const linkTo = (to: '/forgot-password' | '/register' | '/sign-in') => (label: ReactNode) => (
  <AuthLink key={to} to={to}>
    {label}
  </AuthLink>
);
