/** Splits a transaction into lines with their own categories; the remainder is always shown. */
import { ActionIcon, Button, Group, Text, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import type { Transaction } from '#gen/melo/transactions/v1/transaction_pb.ts';
import { sizes } from '../../../app/theme.ts';
import { exactOf } from '../../../i18n/amounts.ts';
import { text } from '../../../i18n/text.ts';
import { CategorySelect } from '../../../ui/inputs/category-select.tsx';
import { FormMessage, InnerForm } from '../../../ui/inputs/form.tsx';
import { MoneyField } from '../../../ui/inputs/money-field.tsx';
import { Amount } from '../../../ui/layout/amount.tsx';
import { type Split, useSplit } from './use-split.ts';

const MAX_LINES = 50;

type Props = { readonly transaction: Transaction; readonly close: () => void };

export function SplitEditor({ transaction, close }: Props) {
  const split = useSplit(transaction, close);
  const { form, busy, save } = split;
  const name = transaction.payee || text('transactions.this-transaction');
  return (
    <InnerForm form={form} submit={save} label={text('transactions.split-of-name', { name })}>
      {(submit) => (
        <>
          {form.values.lines.map(({ key }, i) => (
            <SplitLine key={key} split={split} index={i} />
          ))}
          <Group justify="space-between">
            <AddButton split={split} />
            <Remainder split={split} />
          </Group>
          <FormMessage form={form} />
          <Group justify="flex-end" gap="md">
            <Button variant="default" size="xs" onClick={close}>
              {text('transactions.cancel')}
            </Button>
            <Button size="xs" loading={busy} onClick={submit}>
              {text('transactions.save-split')}
            </Button>
          </Group>
        </>
      )}
    </InnerForm>
  );
}

type LineProps = { readonly split: Split; readonly index: number };

function SplitLine({ split: { form, currencyCode, remove }, index }: LineProps) {
  const number = index + 1;
  const amount = useRef<HTMLInputElement>(null);
  // Opening the editor moves the keyboard into it, after the menu that opened it has returned the focus.
  useEffect(() => {
    if (index !== 0) return;
    const frame = requestAnimationFrame(() => amount.current?.select());
    return () => cancelAnimationFrame(frame);
  }, [index]);
  const field = (name: 'categoryId' | 'note' | 'amount') => form.getInputProps(`lines.${index}.${name}`);
  return (
    <Group gap="sm" wrap="nowrap" align="flex-start">
      <CategorySelect
        aria-label={text('transactions.category-of-split-line-number', { number })}
        {...field('categoryId')}
        flex={2}
      />
      <TextInput
        aria-label={text('transactions.note-of-split-line-number', { number })}
        placeholder={text('transactions.note')}
        maxLength={500}
        {...field('note')}
        flex={2}
        visibleFrom="sm"
      />
      <MoneyField
        aria-label={text('transactions.amount-of-split-line-number', { number })}
        currency={currencyCode}
        ref={amount}
        {...field('amount')}
        flex={1}
        miw={sizes.amount}
      />
      <RemoveButton number={number} disabled={form.values.lines.length === 1} remove={() => remove(index)} />
    </Group>
  );
}

type RemoveProps = { readonly number: number; readonly disabled: boolean; readonly remove: () => void };

const RemoveButton = ({ number, disabled, remove }: RemoveProps) => (
  <ActionIcon
    variant="subtle"
    color="gray"
    size="input-sm"
    disabled={disabled}
    onClick={remove}
    aria-label={text('transactions.remove-split-line-number', { number })}
  >
    <IconTrash size={sizes.smallIcon} stroke={sizes.stroke} />
  </ActionIcon>
);

const AddButton = ({ split: { form, add } }: { readonly split: Split }) => (
  <Button
    variant="subtle"
    size="xs"
    leftSection={<IconPlus size={sizes.smallIcon} />}
    disabled={form.values.lines.length >= MAX_LINES}
    onClick={add}
  >
    {text('transactions.add-a-split-line')}
  </Button>
);

function Remainder({ split: { remainder, currencyCode } }: { readonly split: Split }) {
  return (
    <Text size="sm" {...(remainder === 0n && { c: 'dimmed' })} role="status">
      {text(remainder < 0n ? 'transactions.too-much-by' : 'transactions.remainder')}{' '}
      <Amount of={exactOf(currencyCode, remainder < 0n ? -remainder : remainder)} strong={remainder !== 0n} />
    </Text>
  );
}
