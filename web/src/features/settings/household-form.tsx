/** The household's name, currency and time zone; only its owners change them. */
import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { HouseholdService } from '#gen/melo/users/v1/household_service_pb.ts';
import { useHome } from '../../api/current-household.tsx';
import { failureOf } from '../../api/errors.ts';
import { useWrite } from '../../api/mutations.ts';
import { text } from '../../i18n/text.ts';
import { say } from '../../ui/feedback/toast.tsx';
import { CurrencySelect, TimeZoneSelect } from '../../ui/inputs/choice-selects.tsx';
import { FormError } from '../../ui/inputs/form-dialog.tsx';

export function HouseholdForm() {
  const { household, isOwner, locale } = useHome();
  const [name, setName] = useState(household.name);
  const [baseCurrency, setBaseCurrency] = useState(household.baseCurrency);
  const [timeZone, setTimeZone] = useState(household.timeZone || 'UTC');
  const save = useWrite(HouseholdService.method.updateHousehold, 'people', {
    onSuccess: () => say(text('settings.household-saved')),
  });
  const fields = save.error ? failureOf(save.error).fields : {};
  const changed =
    name.trim() !== household.name ||
    baseCurrency !== household.baseCurrency ||
    timeZone !== (household.timeZone || 'UTC');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate({
          id: household.id,
          household: { name: name.trim(), baseCurrency, timeZone, etag: household.etag },
          updateMask: { paths: ['name', 'base_currency', 'time_zone'] },
        });
      }}
    >
      <Stack gap="md">
        {!isOwner && (
          <Text size="sm" c="dimmed">
            {text('settings.only-owners-can-change-these')}
          </Text>
        )}
        <TextInput
          label={text('settings.name-of-the-household')}
          maxLength={100}
          disabled={!isOwner}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={fields['household.name']}
        />
        <Group grow align="flex-start">
          <CurrencySelect
            label={text('settings.currency-of-totals')}
            disabled={!isOwner}
            locale={locale}
            value={baseCurrency}
            onChange={setBaseCurrency}
          />
          <TimeZoneSelect
            label={text('settings.time-zone')}
            disabled={!isOwner}
            value={timeZone}
            onChange={setTimeZone}
          />
        </Group>
        {save.error && Object.keys(fields).length === 0 && <FormError error={save.error} />}
        {isOwner && (
          <Group>
            <Button type="submit" size="xs" loading={save.isPending} disabled={!changed || name.trim() === ''}>
              {text('settings.save-household')}
            </Button>
          </Group>
        )}
      </Stack>
    </form>
  );
}
