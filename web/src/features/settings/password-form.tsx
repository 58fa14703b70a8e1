/** Changing the password, which signs out every other device. */
import { PasswordInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { AuthService } from '#gen/melo/users/v1/auth_service_pb.ts';
import { useCurrentHousehold } from '../../api/current-household.tsx';
import { useWrite } from '../../api/mutations.ts';
import { text } from '../../i18n/text.ts';
import { showToast } from '../../ui/feedback/toast.tsx';
import { showServerErrors } from '../../ui/inputs/form.tsx';
import { NewPasswordField } from '../auth/new-password-field.tsx';
import { checkNewPassword, checkPassword } from '../auth/validation.ts';
import { SettingsForm } from './settings-form.tsx';

export function PasswordForm() {
  const { user } = useCurrentHousehold();
  const form = useForm({
    name: 'password',
    initialValues: { currentPassword: '', newPassword: '' },
    validate: { currentPassword: checkPassword, newPassword: checkNewPassword },
  });
  const change = useWrite(AuthService.method.changePassword, 'people', {
    onSuccess: () => {
      form.reset();
      showToast(text('settings.password-changed-other-devices-are-signed'));
    },
    onError: (error) =>
      showServerErrors(form, error, {
        reasons: {
          PASSWORD_WEAK: 'newPassword',
          CREDENTIALS_WRONG: { field: 'currentPassword', message: text('settings.this-is-not-your-password') },
        },
      }),
  });
  return (
    <SettingsForm
      form={form}
      submit={change.mutate}
      submitLabel={text('settings.change-password')}
      busy={change.isPending}
    >
      {/* Password managers read from it whose password changes. */}
      <input type="text" autoComplete="username" value={user.email} readOnly hidden />
      <PasswordInput
        label={text('settings.current-password')}
        autoComplete="current-password"
        {...form.getInputProps('currentPassword')}
      />
      <NewPasswordField label={text('settings.new-password')} {...form.getInputProps('newPassword')} />
    </SettingsForm>
  );
}
