/** Registering: who one is, and the currency of the first household. */
import { Anchor, Button, Stack, TextInput } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { AuthService } from '#gen/melo/users/v1/auth_service_pb.ts';
import { failureOf } from '../../api/errors.ts';
import { useWrite } from '../../api/mutations.ts';
import { richText, text } from '../../i18n/text.ts';
import { CurrencySelect } from '../../ui/inputs/choice-selects.tsx';
import { currencyOfLocale } from '../../ui/inputs/currencies.ts';
import { FormError } from '../../ui/inputs/form-dialog.tsx';
import { AuthFrame } from './auth-frame.tsx';
import { isBesideField, MIN_PASSWORD, NewPasswordField } from './new-password-field.tsx';

export function RegisterPage() {
  const navigate = useNavigate();
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [baseCurrency, setBaseCurrency] = useState(() => currencyOfLocale(navigator.language));
  const register = useWrite(AuthService.method.register, 'people', {
    onSuccess: () => navigate({ to: '/check-mail', search: { email: email.trim() } }),
  });
  const failure = register.error ? failureOf(register.error) : undefined;
  const fields = failure?.fields ?? {};

  const send = () =>
    register.mutate({
      name: name.trim(),
      email: email.trim(),
      password,
      baseCurrency,
      locale: navigator.language,
      timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    });

  return (
    <AuthFrame
      title={text('auth.create-your-account')}
      text={text('auth.your-households-money-in-one-place')}
      below={richText('auth.registered-already', {
        signIn: (label) => (
          <Anchor key="sign-in" size="sm" renderRoot={(props) => <Link to="/sign-in" {...props} />}>
            {label}
          </Anchor>
        ),
      })}
    >
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <Stack gap="md">
          <TextInput
            label={text('auth.name')}
            autoComplete="name"
            autoFocus
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={fields['name']}
          />
          <TextInput
            label={text('auth.email')}
            type="email"
            autoComplete="username"
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
            error={fields['email']}
          />
          <NewPasswordField
            label={text('auth.password')}
            field="password"
            value={password}
            onChange={setPassword}
            failure={failure}
          />
          <CurrencySelect
            label={text('auth.currency')}
            description={text('auth.currency-of-totals-and-reports-accounts')}
            locale={navigator.language}
            value={baseCurrency}
            onChange={setBaseCurrency}
            error={fields['base_currency']}
          />
          {failure && !isBesideField(failure) && <FormError error={register.error} />}
          <Button
            type="submit"
            fullWidth
            loading={register.isPending}
            disabled={name.trim() === '' || email.trim() === '' || password.length < MIN_PASSWORD}
          >
            {text('auth.create-account')}
          </Button>
        </Stack>
      </form>
    </AuthFrame>
  );
}
