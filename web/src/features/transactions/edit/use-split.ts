/** The form of a split, and its write. */
import { create } from '@bufbuild/protobuf';
import { type UseFormReturnType, useForm } from '@mantine/form';
import { useRef, useState } from 'react';
import { type Line, LineSchema, type Transaction } from '#gen/melo/transactions/v1/transaction_pb.ts';
import { useCurrentHousehold } from '../../../api/current-household.tsx';
import { exactOf, writePlain } from '../../../i18n/amounts.ts';
import { text } from '../../../i18n/text.ts';
import { showServerErrors } from '../../../ui/inputs/form.tsx';
import { changeTransaction } from './edit.ts';
import { errorsOf, type Part, remainderOf, type SplitOf, unitsOf } from './split.ts';

type SplitValues = { readonly lines: readonly Part[] };
type SplitForm = UseFormReturnType<SplitValues>;

export type Split = ReturnType<typeof useSplit>;

export function useSplit(transaction: Transaction, close: () => void) {
  const { locale } = useCurrentHousehold();
  const { currencyCode, minorUnits } = transaction.amount!;
  const split: SplitOf = { total: minorUnits, currency: currencyCode, locale };
  const followTyping = useRemainder(transaction, split);
  const form: SplitForm = useForm<SplitValues>({
    initialValues: { lines: partsOf(transaction, locale) },
    validate: ({ lines }) => errorsOf(lines, split),
    onValuesChange: (values, before) => {
      // The remainder on the screen follows each change.
      form.clearFieldError('form');
      followTyping(values.lines, before.lines, (index, amount) => form.setFieldValue(`lines.${index}.amount`, amount));
    },
  });
  const { lines } = form.values;
  const remainder = remainderOf(lines, split);
  const write = useSaveSplit(form, transaction, close);
  return {
    form,
    currencyCode,
    /** What the lines leave of the total; negative when they exceed it. */
    remainder,
    add: () => {
      const amount = remainder > 0n ? writePlain(exactOf(currencyCode, remainder), locale) : '';
      form.insertListItem('lines', newPart(amount));
    },
    remove: (index: number) => form.removeListItem('lines', index),
    save: () => write.save(linesOf(lines, split)),
    busy: write.busy,
  };
}

/** While a transaction is split for the first time, the last line that was not typed takes what the typed ones leave. */
function useRemainder({ lines: { length } }: Transaction, split: SplitOf) {
  const typed = useRef(new Set<string>());
  const isFilling = useRef(false);
  return (lines: readonly Part[], before: readonly Part[], fill: (index: number, amount: string) => void) => {
    const changed = lines.find(({ key, amount }, i) => before[i]?.key === key && before[i].amount !== amount);
    if (length > 1 || isFilling.current || !changed) return;
    typed.current.add(changed.key);
    const index = lines.findLastIndex(({ key }) => !typed.current.has(key));
    if (index === -1) return;
    const units = remainderOf(lines.toSpliced(index, 1), split);
    isFilling.current = true;
    fill(index, units > 0n ? writePlain(exactOf(split.currency, units), split.locale) : '');
    isFilling.current = false;
  };
}

const newPart = (amount: string): Part => ({ key: crypto.randomUUID(), categoryId: '', amount, note: '', tags: [] });

function partsOf({ amount, lines }: Transaction, locale: string): Part[] {
  const sign = amount!.minorUnits < 0n ? -1n : 1n;
  const whole = lines.length > 0 ? lines : [create(LineSchema, { amount: amount! })];
  const parts = whole.map(({ amount: part, categoryId, note, tags }) => ({
    ...newPart(writePlain(exactOf(amount!.currencyCode, (part?.minorUnits ?? 0n) * sign), locale)),
    categoryId,
    note,
    tags,
  }));
  return parts.length > 1 ? parts : [...parts, newPart('')];
}

function linesOf(parts: readonly Part[], split: SplitOf): Line[] {
  const units = unitsOf(parts, split);
  return parts.map(({ categoryId, note, tags }, i) =>
    create(LineSchema, {
      categoryId,
      note: note.trim(),
      amount: { currencyCode: split.currency, minorUnits: units[i] ?? 0n },
      tags: [...tags],
    }),
  );
}

function useSaveSplit(form: SplitForm, transaction: Transaction, close: () => void) {
  const [busy, setBusy] = useState(false);
  const save = async (lines: Line[]) => {
    setBusy(true);
    const message =
      lines.length === 1
        ? text('transactions.split-removed')
        : text('transactions.split-into-count-2', { count: lines.length });
    try {
      await changeTransaction(transaction, { lines }, message);
      close();
    } catch (error) {
      showServerErrors(form, error, { resource: 'transaction' });
      setBusy(false);
    }
  };
  return { save, busy };
}
