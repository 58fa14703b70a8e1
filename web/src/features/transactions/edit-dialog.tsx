/** Everything of one transaction in a dialog; the way to edit on a phone. */

import { create } from '@bufbuild/protobuf';
import { Button, Group, SegmentedControl, Text, Textarea, TextInput } from '@mantine/core';
import { IconArrowBackUp, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { LineSchema, type Transaction } from '#gen/melo/transactions/v1/transaction_pb.ts';
import { useHome } from '../../api/current-household.tsx';
import { useAccounts } from '../../api/lists.ts';
import { sizes } from '../../app/theme.ts';
import { exactOf, readAmount, writePlain } from '../../i18n/amounts.ts';
import { text } from '../../i18n/text.ts';
import { sayFailure } from '../../ui/feedback/toast.tsx';
import { CategorySelect } from '../../ui/inputs/category-select.tsx';
import { DayField } from '../../ui/inputs/day-field.tsx';
import { FormDialog } from '../../ui/inputs/form-dialog.tsx';
import { MoneyField } from '../../ui/inputs/money-field.tsx';
import { type Change, changeTransaction, deleteTransactions, restoreTransactions } from './edit.ts';
import { SplitEditor } from './split-editor.tsx';

export function EditDialog({ transaction, close }: { readonly transaction: Transaction; readonly close: () => void }) {
  const { locale, canEdit } = useHome();
  const { byId } = useAccounts();
  const { currencyCode, minorUnits } = transaction.amount!;
  const [splitting, setSplitting] = useState(transaction.lines.length > 1);
  const [direction, setDirection] = useState(minorUnits < 0n ? 'out' : 'in');
  const [amount, setAmount] = useState(() =>
    writePlain(exactOf(currencyCode, minorUnits < 0n ? -minorUnits : minorUnits), locale),
  );
  const [date, setDate] = useState(transaction.postingDate);
  const [payee, setPayee] = useState(transaction.payee);
  const [note, setNote] = useState(transaction.note);
  const [category, setCategory] = useState(transaction.lines[0]?.categoryId ?? '');
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const units = readAmount(amount, currencyCode, locale);
  const { transfer, lines } = transaction;
  const whole = transfer !== undefined || lines.length > 1;

  const save = async () => {
    const signed = direction === 'out' ? -units! : units!;
    const money = { ...transaction.amount!, minorUnits: signed };
    const categorised = !whole && (category !== (lines[0]?.categoryId ?? '') || signed !== minorUnits);
    const change: Change = {
      ...(date !== transaction.postingDate && { postingDate: date }),
      ...(payee.trim() !== transaction.payee && { payee: payee.trim() }),
      ...(note.trim() !== transaction.note && { note: note.trim() }),
      ...(!whole && signed !== minorUnits && { amount: money }),
      ...(categorised && {
        lines: [
          create(LineSchema, {
            tags: lines[0]?.tags ?? [],
            note: lines[0]?.note ?? '',
            categoryId: category,
            amount: money,
          }),
        ],
      }),
    };
    if (Object.keys(change).length === 0) return close();
    setBusy(true);
    try {
      await changeTransaction(transaction, change, text('transactions.transaction-changed'));
      close();
    } catch (cause) {
      setError(cause);
      setBusy(false);
    }
  };
  const { deleteTime } = transaction;
  const removeOrRestore = () => {
    close();
    (deleteTime ? restoreTransactions([transaction]) : deleteTransactions([transaction])).catch(sayFailure);
  };

  return (
    <FormDialog
      title={transfer ? text('transactions.transfer') : text('transactions.transaction')}
      opened
      close={close}
      deed={text('transactions.save')}
      submit={save}
      busy={busy}
      error={error}
      disabled={!canEdit || deleteTime !== undefined || units === undefined || units <= 0n || date === ''}
      extra={
        canEdit && (
          <Button
            variant="subtle"
            {...(deleteTime
              ? { leftSection: <IconArrowBackUp size={sizes.smallIcon} /> }
              : { color: 'red', leftSection: <IconTrash size={sizes.smallIcon} /> })}
            onClick={removeOrRestore}
          >
            {deleteTime ? text('transactions.restore') : text('transactions.delete')}
          </Button>
        )
      }
    >
      <Text size="sm" c="dimmed">
        {byId.get(transaction.accountId)?.name}
        {transfer && ` ⇄ ${byId.get(transfer.counterAccountId)?.name ?? ''}`}
      </Text>
      {!whole && (
        <Group grow align="flex-end">
          <SegmentedControl
            value={direction}
            onChange={setDirection}
            data={[
              { value: 'out', label: text('transactions.money-out') },
              { value: 'in', label: text('transactions.money-in') },
            ]}
            aria-label={text('transactions.direction')}
          />
          <MoneyField
            label={text('transactions.amount')}
            currency={currencyCode}
            value={amount}
            onChange={setAmount}
            error={units === undefined && text('transactions.this-is-not-a-valid-amount')}
          />
        </Group>
      )}
      <DayField label={text('transactions.date')} value={date} onChange={setDate} />
      {!transfer && (
        <TextInput
          label={text('transactions.payee')}
          maxLength={120}
          value={payee}
          onChange={(event) => setPayee(event.currentTarget.value)}
        />
      )}
      {!whole && <CategorySelect label={text('transactions.category')} value={category} onChange={setCategory} />}
      <Textarea
        label={text('transactions.note')}
        maxLength={500}
        autosize
        minRows={1}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      {splitting && <SplitEditor transaction={transaction} close={close} />}
      {!transfer && !splitting && (
        <Group>
          <Button size="xs" variant="default" onClick={() => setSplitting(true)}>
            {text('transactions.split')}
          </Button>
        </Group>
      )}
    </FormDialog>
  );
}
