/** The form of a transaction that was paid or received; a known payee sets its usual category. */
import { Autocomplete, Group, Stack, Textarea } from '@mantine/core';
import type { KeyboardEvent } from 'react';
import { CategoryKind } from '#gen/melo/categories/v1/category_pb.ts';
import { useCurrentHousehold } from '../../api/current-household.tsx';
import { usePayees } from '../../api/lists.ts';
import { text } from '../../i18n/text.ts';
import { AccountSelect } from '../../ui/inputs/account-select.tsx';
import { CategorySelect } from '../../ui/inputs/category-select.tsx';
import { DayField } from '../../ui/inputs/day-field.tsx';
import { Form, FormMessage } from '../../ui/inputs/form.tsx';
import { MoneyField } from '../../ui/inputs/money-field.tsx';
import { AddButtons } from './add-buttons.tsx';
import {
  type Direction,
  type TransactionForm as FormOfTransaction,
  useTransactionForm,
} from './use-transaction-form.ts';

type Props = { readonly direction: Direction; readonly accountId: string | undefined; readonly close: () => void };

export function TransactionForm({ direction, accountId, close }: Props) {
  const { household } = useCurrentHousehold();
  const { form, currency, save, addAndNext, busy } = useTransactionForm({ direction, accountId, close });
  return (
    <Form form={form} draft={`add:${household.id}`} submit={save}>
      <Stack gap="md" onKeyDown={(event) => isNextKey(event) && addAndNext()}>
        <Group grow align="flex-start">
          <MoneyField
            label={text('add.amount')}
            currency={currency}
            data-first-field
            {...form.getInputProps('amount')}
          />
          <DayField label={text('add.date')} {...form.getInputProps('postingDate')} />
        </Group>
        <PayeeField form={form} />
        <CategorySelect
          label={text('add.category')}
          kind={direction === 'in' ? CategoryKind.INCOME : CategoryKind.EXPENSE}
          {...form.getInputProps('categoryId')}
        />
        <AccountSelect label={text('add.account')} {...form.getInputProps('accountId')} />
        <Textarea label={text('add.note')} autosize minRows={1} maxLength={500} {...form.getInputProps('note')} />
        <FormMessage form={form} />
        <AddButtons submitLabel={text('add.add-transaction')} busy={busy} close={close} addAndNext={addAndNext} />
      </Stack>
    </Form>
  );
}

const isNextKey = ({ key, ctrlKey, metaKey }: KeyboardEvent): boolean => key === 'Enter' && (ctrlKey || metaKey);

function PayeeField({ form }: { readonly form: FormOfTransaction }) {
  const payees = usePayees();
  const choose = (name: string) => {
    form.setFieldValue('payee', name);
    const usual = payees.get(name);
    if (usual && form.getValues().categoryId === '') form.setFieldValue('categoryId', usual);
  };
  return (
    <Autocomplete
      label={text('add.payee')}
      data={[...payees.keys()]}
      limit={6}
      maxLength={120}
      {...form.getInputProps('payee')}
      onOptionSubmit={choose}
      onBlur={() => choose(form.getValues().payee)}
    />
  );
}
