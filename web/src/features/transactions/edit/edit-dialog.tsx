/** The dialog that edits a transaction. On a phone it is the only way to edit. */
import { Button, Group, SegmentedControl, Text, Textarea, TextInput } from '@mantine/core';
import { IconArrowBackUp, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import type { Transaction } from '#gen/melo/transactions/v1/transaction_pb.ts';
import { useCurrentHousehold } from '../../../api/current-household.tsx';
import { useAccounts } from '../../../api/lists.ts';
import { sizes } from '../../../app/theme.ts';
import { text } from '../../../i18n/text.ts';
import { showFailure } from '../../../ui/feedback/toast.tsx';
import { CategorySelect } from '../../../ui/inputs/category-select.tsx';
import { DayField } from '../../../ui/inputs/day-field.tsx';
import { FormDialog } from '../../../ui/inputs/form-dialog.tsx';
import { MoneyField } from '../../../ui/inputs/money-field.tsx';
import { deleteTransactions, restoreTransactions } from './bulk.ts';
import { SplitEditor } from './split-editor.tsx';
import { type EditForm, isSimple, useEditForm } from './use-edit-form.ts';

type Props = { readonly transaction: Transaction; readonly close: () => void };

export function EditDialog({ transaction, close }: Props) {
  const { canEdit } = useCurrentHousehold();
  const { form, save, busy } = useEditForm(transaction, close);
  const { transfer, deleteTime } = transaction;
  return (
    <FormDialog
      title={transfer ? text('transactions.transfer') : text('transactions.transaction')}
      form={form}
      submit={save}
      submitLabel={text('transactions.save')}
      draft={`transaction:${transaction.id}`}
      busy={busy}
      readOnly={!canEdit || deleteTime !== undefined}
      close={close}
      extra={canEdit && <DeleteButton transaction={transaction} close={close} />}
    >
      <AccountNames transaction={transaction} />
      {isSimple(transaction) && <AmountFields form={form} currency={transaction.amount!.currencyCode} />}
      <DayField label={text('transactions.date')} {...form.getInputProps('postingDate')} />
      {!transfer && <TextInput label={text('transactions.payee')} maxLength={120} {...form.getInputProps('payee')} />}
      {isSimple(transaction) && (
        <CategorySelect label={text('transactions.category')} {...form.getInputProps('categoryId')} />
      )}
      <Textarea
        label={text('transactions.note')}
        maxLength={500}
        autosize
        minRows={1}
        {...form.getInputProps('note')}
      />
      {!transfer && <Split transaction={transaction} close={close} />}
    </FormDialog>
  );
}

function AccountNames({ transaction: { accountId, transfer } }: Pick<Props, 'transaction'>) {
  const { byId } = useAccounts();
  return (
    <Text size="sm" c="dimmed">
      {byId.get(accountId)?.name}
      {transfer && ` ⇄ ${byId.get(transfer.counterAccountId)?.name ?? ''}`}
    </Text>
  );
}

const AmountFields = ({ form, currency }: { readonly form: EditForm; readonly currency: string }) => (
  <Group grow align="flex-end">
    <SegmentedControl
      data={[
        { value: 'out', label: text('transactions.money-out') },
        { value: 'in', label: text('transactions.money-in') },
      ]}
      aria-label={text('transactions.direction')}
      {...form.getInputProps('direction')}
    />
    <MoneyField label={text('transactions.amount')} currency={currency} {...form.getInputProps('amount')} />
  </Group>
);

/** The lines of a split, or a button that splits. */
function Split({ transaction, close }: Props) {
  const [isSplitting, setIsSplitting] = useState(transaction.lines.length > 1);
  if (isSplitting) return <SplitEditor transaction={transaction} close={close} />;
  return (
    <Group>
      <Button size="xs" variant="default" onClick={() => setIsSplitting(true)}>
        {text('transactions.split')}
      </Button>
    </Group>
  );
}

function DeleteButton({ transaction, close }: Props) {
  const isDeleted = transaction.deleteTime !== undefined;
  const run = () => {
    close();
    (isDeleted ? restoreTransactions([transaction]) : deleteTransactions([transaction])).catch(showFailure);
  };
  return (
    <Button
      variant="subtle"
      {...(isDeleted
        ? { leftSection: <IconArrowBackUp size={sizes.smallIcon} /> }
        : { color: 'red', leftSection: <IconTrash size={sizes.smallIcon} /> })}
      onClick={run}
    >
      {isDeleted ? text('transactions.restore') : text('transactions.delete')}
    </Button>
  );
}
