/** Splits a transaction into lines with their own categories; the remainder is always shown. */
import { ActionIcon, Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import type { Transaction } from '#gen/melo/transactions/v1/transaction_pb.ts';
import { sizes } from '../../../app/theme.ts';
import { exactOf } from '../../../i18n/amounts.ts';
import { text } from '../../../i18n/text.ts';
import { ErrorMessage } from '../../../ui/feedback/error-message.tsx';
import { CategorySelect } from '../../../ui/inputs/category-select.tsx';
import { MoneyField } from '../../../ui/inputs/money-field.tsx';
import { Amount } from '../../../ui/layout/amount.tsx';
import { type Split, useSplit } from './use-split.ts';

const MAX_LINES = 50;

type Props = { readonly transaction: Transaction; readonly close: () => void };

export function SplitEditor({ transaction, close }: Props) {
  const split = useSplit(transaction, close);
  const name = transaction.payee || text('transactions.this-transaction');
  return (
    <Stack gap="sm" role="group" aria-label={text('transactions.split-of-name', { name })}>
      {split.parts.map(({ key }, i) => (
        <SplitLine key={key} split={split} index={i} />
      ))}
      {split.error != null && <ErrorMessage error={split.error} />}
      <Group justify="space-between">
        <Button
          variant="subtle"
          size="xs"
          leftSection={<IconPlus size={sizes.smallIcon} />}
          disabled={split.parts.length >= MAX_LINES}
          onClick={split.add}
        >
          {text('transactions.add-a-split-line')}
        </Button>
        <Group gap="md">
          <Remainder split={split} />
          <Button variant="default" size="xs" onClick={close}>
            {text('transactions.cancel')}
          </Button>
          <Button size="xs" loading={split.busy} disabled={!split.isWhole} onClick={split.save}>
            {text('transactions.save-split')}
          </Button>
        </Group>
      </Group>
    </Stack>
  );
}

function SplitLine({ split, index }: { readonly split: Split; readonly index: number }) {
  const part = split.parts[index]!;
  const number = index + 1;
  return (
    <Group gap="sm" wrap="nowrap">
      <CategorySelect
        aria-label={text('transactions.category-of-split-line-number', { number })}
        value={part.categoryId}
        onChange={(categoryId) => split.change(part.key, { categoryId })}
        flex={2}
      />
      <TextInput
        aria-label={text('transactions.note-of-split-line-number', { number })}
        placeholder={text('transactions.note')}
        maxLength={500}
        value={part.note}
        onChange={(event) => split.change(part.key, { note: event.currentTarget.value })}
        flex={2}
        visibleFrom="sm"
      />
      <MoneyField
        aria-label={text('transactions.amount-of-split-line-number', { number })}
        currency={split.currencyCode}
        value={part.amount}
        onChange={(amount) => split.change(part.key, { amount })}
        error={split.units[index] === undefined}
        flex={1}
        miw={sizes.amount}
      />
      <RemoveButton number={number} disabled={split.parts.length === 1} remove={() => split.remove(part.key)} />
    </Group>
  );
}

type RemoveProps = { readonly number: number; readonly disabled: boolean; readonly remove: () => void };

const RemoveButton = ({ number, disabled, remove }: RemoveProps) => (
  <ActionIcon
    variant="subtle"
    color="gray"
    disabled={disabled}
    onClick={remove}
    aria-label={text('transactions.remove-split-line-number', { number })}
  >
    <IconTrash size={sizes.smallIcon} stroke={sizes.stroke} />
  </ActionIcon>
);

function Remainder({ split: { remainder, currencyCode } }: { readonly split: Split }) {
  return (
    <Text size="sm" {...(remainder === 0n && { c: 'dimmed' })} role="status">
      {text(remainder < 0n ? 'transactions.too-much-by' : 'transactions.remainder')}{' '}
      <Amount of={exactOf(currencyCode, remainder < 0n ? -remainder : remainder)} strong={remainder !== 0n} />
    </Text>
  );
}
