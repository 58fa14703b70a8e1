/** The form of a transfer between two own accounts, such as paying off the credit card. Transfers are neither spending nor income. */
import { Group, Stack, Text, Textarea } from '@mantine/core';
import { useCurrentHousehold } from '../../api/current-household.tsx';
import { text } from '../../i18n/text.ts';
import { AccountSelect } from '../../ui/inputs/account-select.tsx';
import { DayField } from '../../ui/inputs/day-field.tsx';
import { Form, FormMessage } from '../../ui/inputs/form.tsx';
import { MoneyField } from '../../ui/inputs/money-field.tsx';
import { AddButtons } from './add-buttons.tsx';
import { type TransferForm as FormOfTransfer, useTransferForm } from './use-transfer-form.ts';

type Props = { readonly accountId: string | undefined; readonly close: () => void };

export function TransferForm({ accountId, close }: Props) {
  const { household } = useCurrentHousehold();
  const { form, currencies, isExchange, save, busy } = useTransferForm(accountId, close);
  return (
    <Form form={form} draft={`transfer:${household.id}`} submit={save}>
      <Stack gap="md">
        <Text size="sm" c="dimmed">
          {text('add.money-that-moves-between-your-own')}
        </Text>
        <AccountFields form={form} />
        <Group grow align="flex-start">
          <MoneyField
            label={text('add.amount')}
            currency={currencies.leaving}
            data-first-field
            {...form.getInputProps('amount')}
          />
          <DayField label={text('add.date')} {...form.getInputProps('postingDate')} />
        </Group>
        {isExchange && (
          <MoneyField
            label={text('add.amount-that-arrives')}
            currency={currencies.arriving}
            {...form.getInputProps('receivedAmount')}
          />
        )}
        <Textarea label={text('add.note')} autosize minRows={1} maxLength={500} {...form.getInputProps('note')} />
        <FormMessage form={form} />
        <AddButtons submitLabel={text('add.record-transfer')} busy={busy} close={close} />
      </Stack>
    </Form>
  );
}

function AccountFields({ form }: { readonly form: FormOfTransfer }) {
  const { fromAccountId, toAccountId } = form.values;
  return (
    <Group grow align="flex-start">
      <AccountSelect label={text('add.from')} except={toAccountId} {...form.getInputProps('fromAccountId')} />
      <AccountSelect label={text('add.to')} except={fromAccountId} {...form.getInputProps('toAccountId')} />
    </Group>
  );
}
