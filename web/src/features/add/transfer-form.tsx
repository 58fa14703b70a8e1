/** The form of a transfer between two own accounts, such as paying the credit card: never spending, never income. */
import { Button, Group, Stack, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { TransactionService } from '#gen/melo/transactions/v1/transaction_service_pb.ts';
import { useHome } from '../../api/current-household.tsx';
import { currencyOf, useAccounts } from '../../api/lists.ts';
import { useWrite, write } from '../../api/mutations.ts';
import { readAmount } from '../../i18n/amounts.ts';
import { text } from '../../i18n/text.ts';
import { offerUndo } from '../../ui/feedback/toast.tsx';
import { AccountSelect } from '../../ui/inputs/account-select.tsx';
import { DayField } from '../../ui/inputs/day-field.tsx';
import { FormError } from '../../ui/inputs/form-dialog.tsx';
import { MoneyField } from '../../ui/inputs/money-field.tsx';

export function TransferForm({
  accountId,
  close,
}: {
  readonly accountId: string | undefined;
  readonly close: () => void;
}) {
  const { household, today, locale, currency: base } = useHome();
  const { byId, open } = useAccounts();
  const isCard = (id: string | undefined) => byId.get(id ?? '')?.type === 'CREDIT_CARD';
  const usualFrom = open.find(({ type }) => type === 'CHECKING')?.id ?? open[0]?.id ?? '';
  const [from, setFrom] = useState(accountId && !isCard(accountId) ? accountId : usualFrom);
  const [to, setTo] = useState(
    isCard(accountId) ? accountId! : (open.find(({ type, id }) => type === 'CREDIT_CARD' && id !== from)?.id ?? ''),
  );
  const [amount, setAmount] = useState('');
  const [received, setReceived] = useState('');
  const [date, setDate] = useState(today);
  const [note, setNote] = useState('');
  const leaving = currencyAt(from);
  const arriving = currencyAt(to);
  const crosses = to !== '' && leaving !== arriving;
  const units = readAmount(amount, leaving, locale);
  const receivedUnits = crosses ? readAmount(received, arriving, locale) : undefined;
  const positive = (value: bigint | undefined) => value !== undefined && value > 0n;
  const ready =
    from !== '' && to !== '' && from !== to && date !== '' && positive(units) && (!crosses || positive(receivedUnits));

  function currencyAt(id: string): string {
    const account = byId.get(id);
    return account ? currencyOf(account) : base;
  }

  const add = useWrite(TransactionService.method.createTransfer, 'transactions', {
    onSuccess: ({ fromTransaction }) => {
      close();
      offerUndo(text('add.transfer-recorded'), () =>
        write(TransactionService.method.deleteTransaction, { id: fromTransaction!.id }, 'transactions'),
      );
    },
  });
  const send = () =>
    add.mutate({
      householdId: household.id,
      fromAccountId: from,
      toAccountId: to,
      postingDate: date,
      amount: { currencyCode: leaving, minorUnits: units! },
      ...(crosses && { receivedAmount: { currencyCode: arriving, minorUnits: receivedUnits! } }),
      note: note.trim(),
    });

  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (ready && !add.isPending) send();
      }}
    >
      <Stack gap="md">
        <Text size="sm" c="dimmed">
          {text('add.money-that-moves-between-your-own')}
        </Text>
        <Group grow align="flex-start">
          <AccountSelect label={text('add.from')} value={from} onChange={setFrom} except={to} />
          <AccountSelect label={text('add.to')} value={to} onChange={setTo} except={from} />
        </Group>
        <Group grow align="flex-start">
          <MoneyField
            label={text('add.amount')}
            currency={leaving}
            value={amount}
            onChange={setAmount}
            data-autofocus
          />
          <DayField label={text('add.date')} value={date} onChange={setDate} />
        </Group>
        {crosses && (
          <MoneyField
            label={text('add.amount-that-arrives')}
            currency={arriving}
            value={received}
            onChange={setReceived}
          />
        )}
        <Textarea
          label={text('add.note')}
          autosize
          minRows={1}
          maxLength={500}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        {add.error && <FormError error={add.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            {text('add.cancel')}
          </Button>
          <Button type="submit" loading={add.isPending} disabled={!ready}>
            {text('add.record-transfer')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
