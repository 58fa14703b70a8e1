/** The dialog that creates or edits an account. */
import { Group, Select, TextInput } from '@mantine/core';
import { useCurrentHousehold } from '../../api/current-household.tsx';
import type { Account } from '../../api/lists.ts';
import { text } from '../../i18n/text.ts';
import { CurrencySelect } from '../../ui/inputs/choice-selects.tsx';
import { DayField } from '../../ui/inputs/day-field.tsx';
import { FormDialog } from '../../ui/inputs/form-dialog.tsx';
import { MoneyField } from '../../ui/inputs/money-field.tsx';
import { kindOf, kinds } from './account-types.ts';
import { type AccountForm, useAccountForm } from './use-account-form.ts';

export function AccountDialog({ account, close }: { readonly account?: Account; readonly close: () => void }) {
  const { household } = useCurrentHousehold();
  const { form, save, busy } = useAccountForm(account, close);
  return (
    <FormDialog
      title={account ? text('accounts.edit-account') : text('accounts.new-account')}
      form={form}
      submit={save}
      submitLabel={account ? text('accounts.save') : text('accounts.create-account')}
      draft={`account:${account?.id ?? household.id}`}
      busy={busy}
      close={close}
    >
      <TextInput
        label={text('accounts.name')}
        placeholder={text('accounts.checking')}
        data-first-field
        maxLength={80}
        {...form.getInputProps('name')}
      />
      <KindFields form={form} isNew={account === undefined} />
      <OpeningFields form={form} />
      <BankFields form={form} />
    </FormDialog>
  );
}

type FieldsProps = { readonly form: AccountForm };

function KindFields({ form, isNew }: FieldsProps & { readonly isNew: boolean }) {
  const { locale } = useCurrentHousehold();
  return (
    <Group grow align="flex-start">
      <Select
        label={text('accounts.type')}
        allowDeselect={false}
        data={kinds.map(({ name: value, label }) => ({ value, label: text(label) }))}
        {...form.getInputProps('type')}
      />
      <CurrencySelect
        label={text('accounts.currency')}
        disabled={!isNew}
        locale={locale}
        {...form.getInputProps('currency')}
      />
    </Group>
  );
}

const OpeningFields = ({ form }: FieldsProps) => (
  <Group grow align="flex-start">
    <DayField label={text('accounts.opening-date')} {...form.getInputProps('openingDate')} />
    <MoneyField
      label={kindOf(form.values.type).debt ? text('accounts.owed-on-that-day') : text('accounts.balance-on-that-day')}
      placeholder="0"
      currency={form.values.currency}
      {...form.getInputProps('openingBalance')}
    />
  </Group>
);

const BankFields = ({ form }: FieldsProps) => (
  <Group grow align="flex-start">
    <TextInput
      label={text('accounts.bank')}
      placeholder={text('accounts.optional')}
      maxLength={80}
      {...form.getInputProps('institution')}
    />
    <TextInput
      label={text('accounts.number')}
      placeholder={text('accounts.last-digits-optional')}
      maxLength={34}
      {...form.getInputProps('numberMask')}
    />
  </Group>
);
