/** The user's own name, language, formats and time zone. */
import { Select, TextInput } from '@mantine/core';
import { type UseFormReturnType, useForm } from '@mantine/form';
import { UserService } from '#gen/melo/users/v1/user_service_pb.ts';
import { useCurrentHousehold } from '../../api/current-household.tsx';
import { useWrite } from '../../api/mutations.ts';
import { type Language, languageOf } from '../../i18n/language.ts';
import { localeOf, regionOf } from '../../i18n/locale.ts';
import { text } from '../../i18n/text.ts';
import { showToast } from '../../ui/feedback/toast.tsx';
import { TimeZoneSelect } from '../../ui/inputs/choice-selects.tsx';
import { FieldRow } from '../../ui/inputs/field-row.tsx';
import { showServerErrors } from '../../ui/inputs/form.tsx';
import { checkUserName } from '../auth/validation.ts';
import { formatChoices, languageChoices } from './choices.ts';
import { SettingsForm } from './settings-form.tsx';

type ProfileValues = {
  readonly name: string;
  /** A `Language`; the choice returns text. */
  readonly language: string;
  readonly region: string;
  readonly timeZone: string;
};
type ProfileFormState = UseFormReturnType<ProfileValues>;

export function ProfileForm() {
  const { user } = useCurrentHousehold();
  const form: ProfileFormState = useForm<ProfileValues>({
    name: 'profile',
    initialValues: {
      name: user.name,
      language: languageOf(user.locale),
      region: regionOf(user.locale),
      timeZone: user.timeZone || 'UTC',
    },
    validate: { name: checkUserName },
  });
  const save = useWrite(UserService.method.updateMe, 'people', {
    onSuccess: () => showToast(text('settings.profile-saved')),
    onError: (error) => showServerErrors(form, error, { resource: 'user' }),
  });
  const send = ({ name, language, region, timeZone }: ProfileValues) =>
    save.mutate({
      user: { name: name.trim(), locale: localeOf(language as Language, region), timeZone, etag: user.etag },
      updateMask: { paths: ['name', 'locale', 'time_zone'] },
    });
  return (
    <SettingsForm form={form} submit={send} submitLabel={text('settings.save-profile')} busy={save.isPending}>
      <TextInput label={text('settings.name')} maxLength={100} {...form.getInputProps('name')} />
      <TextInput label={text('settings.email')} value={user.email} disabled />
      <FieldRow>
        <Select
          label={text('settings.language')}
          allowDeselect={false}
          data={languageChoices()}
          {...form.getInputProps('language')}
        />
        <TimeZoneSelect label={text('settings.time-zone')} {...form.getInputProps('timeZone')} />
      </FieldRow>
      <FormatField form={form} />
    </SettingsForm>
  );
}

function FormatField({ form }: { readonly form: ProfileFormState }) {
  const { currency } = useCurrentHousehold();
  const { region, language } = form.values;
  return (
    <Select
      label={text('settings.number-and-date-format')}
      searchable
      allowDeselect={false}
      data={formatChoices(region, language as Language, currency)}
      {...form.getInputProps('region')}
    />
  );
}
