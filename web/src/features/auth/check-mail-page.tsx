/** After registering or asking for a new password: a mail is on its way, if one is to be sent. */
import { Anchor, Text } from '@mantine/core';
import { IconMail } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { sizes } from '../../app/theme.ts';
import { AuthFrame } from './auth-frame.tsx';

export function CheckMailPage({ email, reset }: { readonly email?: string | undefined; readonly reset: boolean }) {
  const address = <strong>{email || 'your address'}</strong>;
  return (
    <AuthFrame
      title="Check your mail"
      text={
        reset ? (
          <>
            If {address} has an account, a link to choose a new password is on its way. It works once, within an hour.
          </>
        ) : (
          <>We have sent a mail to {address}. Open its link within 24 hours to create your account.</>
        )
      }
      below={<NothingThere reset={reset} />}
    >
      <Text c="teal">
        <IconMail size={sizes.largeIcon} stroke={sizes.stroke} aria-hidden />
      </Text>
    </AuthFrame>
  );
}

function NothingThere({ reset }: { readonly reset: boolean }): ReactNode {
  const again = reset ? (
    <Anchor size="sm" renderRoot={(props) => <Link to="/forgot-password" {...props} />}>
      ask again
    </Anchor>
  ) : (
    <Anchor size="sm" renderRoot={(props) => <Link to="/register" {...props} />}>
      register again
    </Anchor>
  );
  return (
    <>
      Nothing there? Look in the spam folder, or {again}. Back to{' '}
      <Anchor size="sm" renderRoot={(props) => <Link to="/sign-in" {...props} />}>
        sign in
      </Anchor>
      .
    </>
  );
}
