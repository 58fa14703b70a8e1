/** The lines of a split while they are edited, and their write. */
import { create } from '@bufbuild/protobuf';
import { useState } from 'react';
import { LineSchema, type Transaction } from '#gen/melo/transactions/v1/transaction_pb.ts';
import { useCurrentHousehold } from '../../../api/current-household.tsx';
import { exactOf, writePlain } from '../../../i18n/amounts.ts';
import { text } from '../../../i18n/text.ts';
import { changeTransaction } from './edit.ts';
import { isWhole, type Part, remainderOf, unitsOf } from './split.ts';

export type Split = ReturnType<typeof useSplit>;

export function useSplit(transaction: Transaction, close: () => void) {
  const { locale } = useCurrentHousehold();
  const { currencyCode, minorUnits: total } = transaction.amount!;
  const [parts, setParts] = useState(() => partsOf(transaction, locale));
  const units = unitsOf(parts, total, currencyCode, locale);
  const remainder = remainderOf(total, units);
  const write = useSaveSplit(transaction, close);
  return {
    currencyCode,
    parts,
    /** The amount of each part; undefined where it cannot be read. */
    units,
    /** What the parts leave of the whole; negative when they exceed it. */
    remainder,
    isWhole: isWhole(total, units),
    change: (key: string, change: Partial<Part>) =>
      setParts((all) => all.map((part) => (part.key === key ? { ...part, ...change } : part))),
    add: () => {
      const amount = remainder > 0n ? writePlain(exactOf(currencyCode, remainder), locale) : '';
      setParts((all) => [...all, newPart(amount)]);
    },
    remove: (key: string) => setParts((all) => all.filter((part) => part.key !== key)),
    save: () => write.save(parts, units),
    busy: write.busy,
    error: write.error,
  };
}

const newPart = (amount: string): Part => ({ key: crypto.randomUUID(), categoryId: '', amount, note: '' });

function partsOf({ amount, lines }: Transaction, locale: string): Part[] {
  const sign = amount!.minorUnits < 0n ? -1n : 1n;
  const whole = lines.length > 0 ? lines : [create(LineSchema, { amount: amount! })];
  const parts = whole.map((line) => ({
    ...newPart(writePlain(exactOf(amount!.currencyCode, (line.amount?.minorUnits ?? 0n) * sign), locale)),
    categoryId: line.categoryId,
    note: line.note,
  }));
  return parts.length > 1 ? parts : [...parts, newPart('')];
}

function useSaveSplit(transaction: Transaction, close: () => void) {
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const save = async (parts: readonly Part[], units: readonly (bigint | undefined)[]) => {
    setBusy(true);
    const lines = parts.map(({ categoryId, note }, i) =>
      create(LineSchema, {
        categoryId,
        note: note.trim(),
        amount: { currencyCode: transaction.amount!.currencyCode, minorUnits: units[i] ?? 0n },
        tags: transaction.lines[i]?.tags ?? [],
      }),
    );
    const message =
      lines.length === 1
        ? text('transactions.split-removed')
        : text('transactions.split-into-count-2', { count: lines.length });
    try {
      await changeTransaction(transaction, { lines }, message);
      close();
    } catch (cause) {
      setError(cause);
      setBusy(false);
    }
  };
  return { save, busy, error };
}
