/** The user's own name, language and time zone. */
import { Select, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { UserService } from '#gen/melo/users/v1/user_service_pb.ts';
import { useCurrentHousehold } from '../../api/current-household.tsx';
import { useWrite } from '../../api/mutations.ts';
import { text } from '../../i18n/text.ts';
import { showToast } from '../../ui/feedback/toast.tsx';
import { TimeZoneSelect } from '../../ui/inputs/choice-selects.tsx';
import { FieldRow } from '../../ui/inputs/field-row.tsx';
import { showServerErrors } from '../../ui/inputs/form.tsx';
import { checkUserName } from '../auth/validation.ts';
import { localeChoices } from './choices.ts';
import { SettingsForm } from './settings-form.tsx';

export function ProfileForm() {
  const { user } = useCurrentHousehold();
  const form = useForm({
    name: 'profile',
    initialValues: { name: user.name, locale: user.locale || 'en', timeZone: user.timeZone || 'UTC' },
    validate: { name: checkUserName },
  });
  const save = useWrite(UserService.method.updateMe, 'people', {
    onSuccess: () => showToast(text('settings.profile-saved')),
    onError: (error) => showServerErrors(form, error, { resource: 'user' }),
  });
  const send = ({ name, locale, timeZone }: typeof form.values) =>
    save.mutate({
      user: { name: name.trim(), locale, timeZone, etag: user.etag },
      updateMask: { paths: ['name', 'locale', 'time_zone'] },
    });
  return (
    <SettingsForm form={form} submit={send} submitLabel={text('settings.save-profile')} busy={save.isPending}>
      <TextInput label={text('settings.name')} maxLength={100} {...form.getInputProps('name')} />
      <TextInput label={text('settings.email')} value={user.email} disabled />
      <FieldRow>
        <Select
          label={text('settings.language-and-formats')}
          searchable
          allowDeselect={false}
          data={localeChoices(form.values.locale)}
          {...form.getInputProps('locale')}
        />
        <TimeZoneSelect label={text('settings.time-zone')} {...form.getInputProps('timeZone')} />
      </FieldRow>
    </SettingsForm>
  );
}
