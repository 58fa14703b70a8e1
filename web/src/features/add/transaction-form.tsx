/** The form of a transaction that was paid or received; a known payee brings its category along. */
import { Autocomplete, Button, Group, Stack, Textarea } from '@mantine/core';
import { useState } from 'react';
import { CategoryKind } from '#gen/melo/categories/v1/category_pb.ts';
import { TransactionService } from '#gen/melo/transactions/v1/transaction_service_pb.ts';
import { useHome } from '../../api/current-household.tsx';
import { currencyOf, useAccounts, usePayees } from '../../api/lists.ts';
import { useWrite, write } from '../../api/mutations.ts';
import { readAmount } from '../../i18n/amounts.ts';
import { text } from '../../i18n/text.ts';
import { offerUndo } from '../../ui/feedback/toast.tsx';
import { AccountSelect } from '../../ui/inputs/account-select.tsx';
import { CategorySelect } from '../../ui/inputs/category-select.tsx';
import { DayField } from '../../ui/inputs/day-field.tsx';
import { FormError } from '../../ui/inputs/form-dialog.tsx';
import { MoneyField } from '../../ui/inputs/money-field.tsx';
import { rememberAccount, rememberedAccount } from './remembered.ts';

type Props = { readonly direction: 'out' | 'in'; readonly accountId: string | undefined; readonly close: () => void };

export function TransactionForm({ direction, accountId, close }: Props) {
  const { household, today, locale, currency: base } = useHome();
  const { open, byId } = useAccounts();
  const payees = usePayees();
  const [chosen, setChosen] = useState(accountId ?? rememberedAccount());
  const account = byId.get(chosen)?.archived === false ? chosen : (open[0]?.id ?? '');
  const [amount, setAmount] = useState('');
  const [payee, setPayee] = useState('');
  const [category, setCategory] = useState('');
  const [date, setDate] = useState(today);
  const [note, setNote] = useState('');
  const owner = byId.get(account);
  const currency = owner ? currencyOf(owner) : base;
  const units = readAmount(amount, currency, locale);
  const ready = account !== '' && units !== undefined && units > 0n && date !== '';

  const add = useWrite(TransactionService.method.createTransaction, 'transactions', {
    onSuccess: ({ transaction }) => {
      rememberAccount(account);
      close();
      offerUndo(text('add.transaction-added'), () =>
        write(TransactionService.method.deleteTransaction, { id: transaction!.id }, 'transactions'),
      );
    },
  });
  const send = () => {
    const money = { currencyCode: currency, minorUnits: direction === 'out' ? -units! : units! };
    add.mutate({
      householdId: household.id,
      transaction: {
        accountId: account,
        postingDate: date,
        amount: money,
        payee: payee.trim(),
        note: note.trim(),
        lines: [{ categoryId: category, amount: money }],
      },
    });
  };
  const choosePayee = (name: string) => {
    setPayee(name);
    const usual = payees.get(name);
    if (usual && category === '') setCategory(usual);
  };

  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (ready && !add.isPending) send();
      }}
    >
      <Stack gap="md">
        <Group grow align="flex-start">
          <MoneyField
            label={text('add.amount')}
            currency={currency}
            value={amount}
            onChange={setAmount}
            data-autofocus
            error={amount !== '' && (units === undefined || units <= 0n) && text('add.enter-an-amount-above-zero-such')}
          />
          <DayField label={text('add.date')} value={date} onChange={setDate} />
        </Group>
        <Autocomplete
          label={text('add.payee')}
          data={[...payees.keys()]}
          limit={6}
          maxLength={120}
          value={payee}
          onChange={setPayee}
          onOptionSubmit={choosePayee}
          onBlur={() => choosePayee(payee)}
        />
        <CategorySelect
          label={text('add.category')}
          value={category}
          onChange={setCategory}
          kind={direction === 'in' ? CategoryKind.INCOME : CategoryKind.EXPENSE}
        />
        <AccountSelect label={text('add.account')} value={account} onChange={setChosen} />
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
            {text('add.add-transaction')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
