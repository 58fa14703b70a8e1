/** After registering or requesting a new password: tells the user to look for the mail. */
import { Text } from '@mantine/core';
import { IconMail } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { sizes } from '../../app/theme.ts';
import { richText, text } from '../../i18n/text.ts';
import { AuthFrame } from './auth-frame.tsx';
import { AuthLink } from './auth-link.tsx';

export function CheckMailPage({ email, reset }: { readonly email?: string | undefined; readonly reset: boolean }) {
  const address = <strong key="address">{email || text('auth.your-address')}</strong>;
  return (
    <AuthFrame
      title={text('auth.check-your-mail')}
      text={richText(reset ? 'auth.reset-mail-sent' : 'auth.verification-mail-sent', { address })}
      below={richText(reset ? 'auth.no-reset-mail' : 'auth.no-verification-mail', {
        again: linkTo(reset ? '/forgot-password' : '/register'),
        signIn: linkTo('/sign-in'),
      })}
    >
      <Text c="teal">
        <IconMail size={sizes.largeIcon} stroke={sizes.stroke} aria-hidden />
      </Text>
    </AuthFrame>
  );
}

const linkTo = (to: '/forgot-password' | '/register' | '/sign-in') => (label: ReactNode) => (
  <AuthLink key={to} to={to}>
    {label}
  </AuthLink>
);
