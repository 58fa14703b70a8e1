/** Changing the password, which signs out every other device. */
import { Button, Group, PasswordInput, Stack } from '@mantine/core';
import { useState } from 'react';
import { AuthService } from '#gen/melo/users/v1/auth_service_pb.ts';
import { useHome } from '../../api/current-household.tsx';
import { failureOf } from '../../api/errors.ts';
import { useWrite } from '../../api/mutations.ts';
import { text } from '../../i18n/text.ts';
import { say } from '../../ui/feedback/toast.tsx';
import { FormError } from '../../ui/inputs/form-dialog.tsx';
import { isBesideField, MIN_PASSWORD, NewPasswordField } from '../auth/new-password-field.tsx';

export function PasswordForm() {
  const { user } = useHome();
  const [currentPassword, setCurrent] = useState('');
  const [newPassword, setNew] = useState('');
  const change = useWrite(AuthService.method.changePassword, 'people', {
    onSuccess: () => {
      setCurrent('');
      setNew('');
      say(text('settings.password-changed-other-devices-are-signed'));
    },
  });
  const failure = change.error ? failureOf(change.error) : undefined;
  const isWrong = failure?.reason === 'CREDENTIALS_WRONG';
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        change.mutate({ currentPassword, newPassword });
      }}
    >
      <Stack gap="md">
        {/* Password managers learn by it whose password changes. */}
        <input type="text" autoComplete="username" value={user.email} readOnly hidden />
        <PasswordInput
          label={text('settings.current-password')}
          autoComplete="current-password"
          value={currentPassword}
          onChange={(event) => setCurrent(event.currentTarget.value)}
          error={isWrong && text('settings.this-is-not-your-password')}
        />
        <NewPasswordField
          label={text('settings.new-password')}
          field="new_password"
          value={newPassword}
          onChange={setNew}
          failure={failure}
        />
        {failure && !isWrong && !isBesideField(failure) && <FormError error={change.error} />}
        <Group>
          <Button
            type="submit"
            size="xs"
            loading={change.isPending}
            disabled={currentPassword === '' || newPassword.length < MIN_PASSWORD}
          >
            {text('settings.change-password')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
