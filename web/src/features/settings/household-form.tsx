/** The household's name, currency and time zone; only its owners change them. */
import { Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { HouseholdService } from '#gen/melo/users/v1/household_service_pb.ts';
import { useCurrentHousehold } from '../../api/current-household.tsx';
import { useWrite } from '../../api/mutations.ts';
import { text } from '../../i18n/text.ts';
import { showToast } from '../../ui/feedback/toast.tsx';
import { CurrencySelect, TimeZoneSelect } from '../../ui/inputs/choice-selects.tsx';
import { FieldRow } from '../../ui/inputs/field-row.tsx';
import { showServerErrors } from '../../ui/inputs/form.tsx';
import { checkHouseholdName } from '../household/validation.ts';
import { SettingsForm } from './settings-form.tsx';

export function HouseholdForm() {
  const { isOwner, locale } = useCurrentHousehold();
  const { form, send, busy } = useHouseholdForm();
  return (
    <SettingsForm
      form={form}
      submit={send}
      submitLabel={isOwner ? text('settings.save-household') : undefined}
      busy={busy}
    >
      {!isOwner && (
        <Text size="sm" c="dimmed">
          {text('settings.only-owners-can-change-these')}
        </Text>
      )}
      <TextInput
        label={text('settings.name-of-the-household')}
        maxLength={100}
        disabled={!isOwner}
        {...form.getInputProps('name')}
      />
      <FieldRow>
        <CurrencySelect
          label={text('settings.currency-of-totals')}
          disabled={!isOwner}
          locale={locale}
          {...form.getInputProps('baseCurrency')}
        />
        <TimeZoneSelect
          label={text('settings.household-time-zone')}
          disabled={!isOwner}
          {...form.getInputProps('timeZone')}
        />
      </FieldRow>
    </SettingsForm>
  );
}

function useHouseholdForm() {
  const { household } = useCurrentHousehold();
  const form = useForm({
    name: 'household',
    initialValues: {
      name: household.name,
      baseCurrency: household.baseCurrency,
      timeZone: household.timeZone || 'UTC',
    },
    validate: { name: checkHouseholdName },
  });
  const save = useWrite(HouseholdService.method.updateHousehold, 'people', {
    onSuccess: () => showToast(text('settings.household-saved')),
    onError: (error) => showServerErrors(form, error, { resource: 'household' }),
  });
  const send = ({ name, baseCurrency, timeZone }: typeof form.values) =>
    save.mutate({
      id: household.id,
      household: { name: name.trim(), baseCurrency, timeZone, etag: household.etag },
      updateMask: { paths: ['name', 'base_currency', 'time_zone'] },
    });
  return { form, send, busy: save.isPending };
}
