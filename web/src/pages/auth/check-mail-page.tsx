/** After registering: a link is on its way. */
import { Anchor, Text } from '@mantine/core';
import { IconMail } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { sizes } from '../../theme.ts';
import { AuthFrame } from './auth-frame.tsx';

export function CheckMailPage({ email }: { readonly email?: string | undefined }) {
  return (
    <AuthFrame
      title="Check your mail"
      text={
        <>
          We have sent a link to <strong>{email || 'your address'}</strong>. Open it to verify the address, then sign
          in.
        </>
      }
      below={
        <>
          Nothing there? Look into the spam folder, or{' '}
          <Anchor size="sm" renderRoot={(props) => <Link to="/sign-in" {...props} />}>
            sign in
          </Anchor>{' '}
          to get the link again.
        </>
      }
    >
      <Text c="teal">
        <IconMail size={sizes.largeIcon} stroke={sizes.stroke} aria-hidden />
      </Text>
    </AuthFrame>
  );
}
