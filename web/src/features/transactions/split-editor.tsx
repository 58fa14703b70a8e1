/** Splits a transaction into parts with their own categories; the remainder is always shown. */
import { create } from '@bufbuild/protobuf';
import { ActionIcon, Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { type Line, LineSchema, type Transaction } from '#gen/melo/transactions/v1/transaction_pb.ts';
import { useHome } from '../../api/current-household.tsx';
import { sizes } from '../../app/theme.ts';
import { exactOf, writePlain } from '../../i18n/amounts.ts';
import { text } from '../../i18n/text.ts';
import { CategorySelect } from '../../ui/inputs/category-select.tsx';
import { FormError } from '../../ui/inputs/form-dialog.tsx';
import { MoneyField } from '../../ui/inputs/money-field.tsx';
import { Amount } from '../../ui/layout/amount.tsx';
import { changeTransaction } from './edit.ts';
import { isWhole, type Part, remainderOf, unitsOf } from './split.ts';

const MOST_PARTS = 50;

export function SplitEditor({ transaction, close }: { readonly transaction: Transaction; readonly close: () => void }) {
  const { locale } = useHome();
  const { currencyCode, minorUnits: total } = transaction.amount!;
  const [parts, setParts] = useState(() => partsOf(transaction, locale));
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const units = unitsOf(parts, total, currencyCode, locale);
  const remainder = remainderOf(total, units);
  const set = (key: string, change: Partial<Part>) =>
    setParts((all) => all.map((part) => (part.key === key ? { ...part, ...change } : part)));
  const rest = () => (remainder > 0n ? writePlain(exactOf(currencyCode, remainder), locale) : '');

  const save = async () => {
    setBusy(true);
    const lines: Line[] = parts.map(({ categoryId, note }, i) =>
      create(LineSchema, {
        categoryId,
        note: note.trim(),
        amount: { currencyCode, minorUnits: units[i] ?? 0n },
        tags: transaction.lines[i]?.tags ?? [],
      }),
    );
    try {
      await changeTransaction(
        transaction,
        { lines },
        lines.length === 1
          ? text('transactions.split-removed')
          : text('transactions.split-into-count-2', { count: lines.length }),
      );
      close();
    } catch (cause) {
      setError(cause);
      setBusy(false);
    }
  };

  return (
    <Stack
      gap="sm"
      role="group"
      aria-label={text('transactions.split-of-name', {
        name: transaction.payee || text('transactions.this-transaction'),
      })}
    >
      {parts.map((part, i) => (
        <Group key={part.key} gap="sm" wrap="nowrap">
          <CategorySelect
            aria-label={text('transactions.category-of-split-line-number', { number: i + 1 })}
            value={part.categoryId}
            onChange={(categoryId) => set(part.key, { categoryId })}
            flex={2}
          />
          <TextInput
            aria-label={text('transactions.note-of-split-line-number', { number: i + 1 })}
            placeholder={text('transactions.note')}
            maxLength={500}
            value={part.note}
            onChange={(event) => set(part.key, { note: event.currentTarget.value })}
            flex={2}
            visibleFrom="sm"
          />
          <MoneyField
            aria-label={text('transactions.amount-of-split-line-number', { number: i + 1 })}
            currency={currencyCode}
            value={part.amount}
            onChange={(amount) => set(part.key, { amount })}
            error={units[i] === undefined}
            flex={1}
            miw={sizes.amount}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            disabled={parts.length === 1}
            onClick={() => setParts((all) => all.filter(({ key }) => key !== part.key))}
            aria-label={text('transactions.remove-split-line-number', { number: i + 1 })}
          >
            <IconTrash size={sizes.smallIcon} stroke={sizes.stroke} />
          </ActionIcon>
        </Group>
      ))}
      {error != null && <FormError error={error} />}
      <Group justify="space-between">
        <Button
          variant="subtle"
          size="xs"
          leftSection={<IconPlus size={sizes.smallIcon} />}
          disabled={parts.length >= MOST_PARTS}
          onClick={() =>
            setParts((all) => [...all, { key: crypto.randomUUID(), categoryId: '', amount: rest(), note: '' }])
          }
        >
          {text('transactions.add-a-split-line')}
        </Button>
        <Group gap="md">
          <Text size="sm" {...(remainder === 0n && { c: 'dimmed' })} role="status">
            {text(remainder < 0n ? 'transactions.too-much-by' : 'transactions.remainder')}{' '}
            <Amount of={exactOf(currencyCode, remainder < 0n ? -remainder : remainder)} strong={remainder !== 0n} />
          </Text>
          <Button variant="default" size="xs" onClick={close}>
            {text('transactions.cancel')}
          </Button>
          <Button size="xs" loading={busy} disabled={!isWhole(total, units)} onClick={save}>
            {text('transactions.save-split')}
          </Button>
        </Group>
      </Group>
    </Stack>
  );
}

function partsOf({ amount, lines }: Transaction, locale: string): Part[] {
  const sign = amount!.minorUnits < 0n ? -1n : 1n;
  const whole = lines.length > 0 ? lines : [create(LineSchema, { amount: amount! })];
  const parts = whole.map((line) => ({
    key: crypto.randomUUID(),
    categoryId: line.categoryId,
    amount: writePlain(exactOf(amount!.currencyCode, (line.amount?.minorUnits ?? 0n) * sign), locale),
    note: line.note,
  }));
  return parts.length > 1 ? parts : [...parts, { key: crypto.randomUUID(), categoryId: '', amount: '', note: '' }];
}
