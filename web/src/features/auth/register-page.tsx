/** Registering: the user, and the currency of the first household. */
import { TextInput } from '@mantine/core';
import { type UseFormReturnType, useForm } from '@mantine/form';
import { useNavigate } from '@tanstack/react-router';
import { AuthService } from '#gen/melo/users/v1/auth_service_pb.ts';
import { useWrite } from '../../api/mutations.ts';
import { richText, text } from '../../i18n/text.ts';
import { CurrencySelect } from '../../ui/inputs/choice-selects.tsx';
import { currencyOfLocale } from '../../ui/inputs/currencies.ts';
import { showServerErrors } from '../../ui/inputs/form.tsx';
import { AuthForm } from './auth-form.tsx';
import { AuthFrame } from './auth-frame.tsx';
import { AuthLink } from './auth-link.tsx';
import { NewPasswordField } from './new-password-field.tsx';
import {
  keepRegistration,
  pendingRegistration,
  type Registration,
  registrationRequest,
} from './pending-registration.ts';
import { checkEmail, checkNewPassword, checkUserName } from './validation.ts';

export function RegisterPage() {
  const navigate = useNavigate();
  const form = useForm<Registration>({
    initialValues: pendingRegistration() ?? {
      name: '',
      email: '',
      password: '',
      baseCurrency: currencyOfLocale(navigator.language),
    },
    validate: { name: checkUserName, email: checkEmail, password: checkNewPassword },
  });
  const register = useWrite(AuthService.method.register, 'people', {
    onSuccess: () => {
      keepRegistration(form.getValues());
      navigate({ to: '/check-mail', search: { email: form.values.email.trim() } });
    },
    onError: (error) => showServerErrors(form, error, { reasons: { PASSWORD_WEAK: 'password' } }),
  });
  const send = (registration: Registration) => register.mutate(registrationRequest(registration));
  return (
    <AuthFrame
      title={text('auth.create-your-account')}
      text={text('auth.your-households-money-in-one-place')}
      below={richText('auth.registered-already', { signIn: (label) => <AuthLink to="/sign-in">{label}</AuthLink> })}
    >
      <AuthForm form={form} submit={send} submitLabel={text('auth.create-account')} busy={register.isPending}>
        <RegistrationFields form={form} />
      </AuthForm>
    </AuthFrame>
  );
}

const RegistrationFields = ({ form }: { readonly form: UseFormReturnType<Registration> }) => (
  <>
    <TextInput label={text('auth.name')} autoComplete="name" autoFocus {...form.getInputProps('name')} />
    <TextInput label={text('auth.email')} type="email" autoComplete="username" {...form.getInputProps('email')} />
    <NewPasswordField label={text('auth.password')} {...form.getInputProps('password')} />
    <CurrencySelect
      label={text('auth.currency')}
      description={text('auth.currency-of-totals-and-reports-accounts')}
      locale={navigator.language}
      {...form.getInputProps('baseCurrency')}
    />
  </>
);
