/** The mailed link leads here: the address is verified at once, then one signs in. */
import { Button, Loader } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { AuthService } from '#gen/melo/users/v1/auth_service_pb.ts';
import { failureOf } from '../../data/errors.ts';
import { isOutage } from '../../data/query.ts';
import { useWrite } from '../../data/write.ts';
import { AuthFrame } from './auth-frame.tsx';

export function VerifyPage({ token }: { readonly token: string }) {
  const verify = useWrite(AuthService.method.verifyEmail, 'people');
  const asked = useRef(false);
  const { mutate } = verify;
  useEffect(() => {
    // A token works once, and effects may run twice while developing.
    if (asked.current || token === '') return;
    asked.current = true;
    mutate({ token });
  }, [token, mutate]);

  if (verify.isSuccess) {
    return (
      <AuthFrame title="Your address is verified" text="Everything is ready. Sign in to begin.">
        <Button fullWidth renderRoot={(props) => <Link to="/sign-in" {...props} />}>
          Sign in
        </Button>
      </AuthFrame>
    );
  }
  if (verify.isError || token === '') {
    const text =
      token === '' ? 'The link is not complete. Open it from the mail once more.' : failureOf(verify.error).text;
    return (
      <AuthFrame title="This link does not work" text={text}>
        {verify.isError && isOutage(verify.error) ? (
          <Button fullWidth onClick={() => mutate({ token })}>
            Try again
          </Button>
        ) : (
          <Button fullWidth renderRoot={(props) => <Link to="/sign-in" {...props} />}>
            Sign in
          </Button>
        )}
      </AuthFrame>
    );
  }
  return (
    <AuthFrame title="Verifying your address">
      <Loader size="sm" aria-label="Verifying" />
    </AuthFrame>
  );
}
