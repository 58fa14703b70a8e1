/** The person's own name, language and time zone. */
import { Button, Group, Select, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { UserService } from '#gen/melo/users/v1/user_service_pb.ts';
import { useHome } from '../../api/current-household.tsx';
import { failureOf } from '../../api/errors.ts';
import { useWrite } from '../../api/mutations.ts';
import { text } from '../../i18n/text.ts';
import { say } from '../../ui/feedback/toast.tsx';
import { TimeZoneSelect } from '../../ui/inputs/choice-selects.tsx';
import { FormError } from '../../ui/inputs/form-dialog.tsx';
import { localeChoices } from './choices.ts';

export function ProfileForm() {
  const { user } = useHome();
  const [name, setName] = useState(user.name);
  const [locale, setLocale] = useState(user.locale || 'en');
  const [timeZone, setTimeZone] = useState(user.timeZone || 'UTC');
  const save = useWrite(UserService.method.updateMe, 'people', {
    onSuccess: () => say(text('settings.profile-saved')),
  });
  const fields = save.error ? failureOf(save.error).fields : {};
  const changed =
    name.trim() !== user.name || locale !== (user.locale || 'en') || timeZone !== (user.timeZone || 'UTC');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate({
          user: { name: name.trim(), locale, timeZone, etag: user.etag },
          updateMask: { paths: ['name', 'locale', 'time_zone'] },
        });
      }}
    >
      <Stack gap="md">
        <TextInput
          label={text('settings.name')}
          maxLength={100}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={fields['user.name']}
        />
        <TextInput label={text('settings.email')} value={user.email} disabled />
        <Group grow align="flex-start">
          <Select
            label={text('settings.language-and-formats')}
            searchable
            allowDeselect={false}
            data={localeChoices(locale)}
            value={locale}
            onChange={(value) => value && setLocale(value)}
          />
          <TimeZoneSelect label={text('settings.time-zone')} value={timeZone} change={setTimeZone} />
        </Group>
        {save.error && Object.keys(fields).length === 0 && <FormError error={save.error} />}
        <Group>
          <Button type="submit" size="xs" loading={save.isPending} disabled={!changed || name.trim() === ''}>
            {text('settings.save-profile')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
