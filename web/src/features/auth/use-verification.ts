/** Confirming a registration, and what its page has to show. */
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useRef } from 'react';
import { errorText } from '../../api/error-text.ts';
import { verifyEmail } from '../../api/session/session.ts';
import { text } from '../../i18n/text.ts';
import { showServerErrors } from '../../ui/inputs/form.tsx';
import { checkPassword } from './validation.ts';

export function useVerification(token: string) {
  const navigate = useNavigate();
  const requestIdOf = useRequestId();
  const verify = useMutation({
    mutationFn: (password: string) => verifyEmail(token, password, requestIdOf(password)),
    onSuccess: (isSignedIn) => navigate({ to: isSignedIn ? '/' : '/sign-in', replace: true }),
    onError: (error) => {
      // The page asks for the password then.
      if (errorText(error).reason !== 'PASSWORD_REQUIRED') showServerErrors(form, error, errorPlaces());
    },
  });
  const reason = verify.error ? errorText(verify.error).reason : '';
  /** In another browser than the one of the registration, its password proves who registered. */
  const isPasswordRequired = ['PASSWORD_REQUIRED', 'CREDENTIALS_WRONG'].includes(reason);
  const form = useForm({
    initialValues: { password: '' },
    validate: { password: (password) => (isPasswordRequired ? checkPassword(password) : undefined) },
  });
  // The field stays while the request with its password is on its way.
  const needsPassword = isPasswordRequired || form.values.password !== '';
  return { form, verify, reason, needsPassword };
}

const errorPlaces = () => ({
  reasons: { CREDENTIALS_WRONG: { field: 'password', message: text('auth.this-is-not-the-password-of') } },
});

/** The same ID for the same password, so that a click after a lost response does nothing twice. */
function useRequestId(): (password: string) => string {
  const request = useRef({ id: crypto.randomUUID(), password: '' });
  return (password) => {
    if (request.current.password !== password) request.current = { id: crypto.randomUUID(), password };
    return request.current.id;
  };
}
