/** The form of the dialog that edits a transaction, and its write. */
import { create } from '@bufbuild/protobuf';
import { type UseFormReturnType, useForm } from '@mantine/form';
import { useState } from 'react';
import { type Line, LineSchema, type Transaction } from '#gen/melo/transactions/v1/transaction_pb.ts';
import { useCurrentHousehold } from '../../../api/current-household.tsx';
import { exactOf, readAmount, writePlain } from '../../../i18n/amounts.ts';
import { text } from '../../../i18n/text.ts';
import { amountProblem } from '../../../ui/inputs/amount-problem.ts';
import { showServerErrors } from '../../../ui/inputs/form.tsx';
import { type Change, changeTransaction } from './edit.ts';

export type EditValues = {
  readonly direction: 'out' | 'in';
  /** As typed, without a sign. */
  readonly amount: string;
  readonly postingDate: string;
  readonly payee: string;
  readonly note: string;
  readonly categoryId: string;
};

export type EditForm = UseFormReturnType<EditValues>;

/** Whether amount and category can be edited here: not those of transfers and splits. */
export const isSimple = ({ transfer, lines }: Transaction): boolean => !transfer && lines.length < 2;

export function useEditForm(transaction: Transaction, close: () => void) {
  const { locale } = useCurrentHousehold();
  const [busy, setBusy] = useState(false);
  const { currencyCode } = transaction.amount!;
  const form: EditForm = useForm<EditValues>({
    initialValues: valuesOf(transaction, locale),
    validate: {
      amount: (typed) =>
        (readAmount(typed, currencyCode, locale) ?? 0n) > 0n
          ? undefined
          : amountProblem(typed, currencyCode, locale, text('transactions.this-is-not-a-valid-amount')),
      postingDate: (day) => (day === '' ? text('transactions.choose-a-date') : undefined),
    },
  });
  const save = async (values: EditValues) => {
    const change = changeOf(transaction, values, readAmount(values.amount, currencyCode, locale)!);
    if (Object.keys(change).length === 0) return close();
    setBusy(true);
    try {
      await changeTransaction(transaction, change, text('transactions.transaction-changed'));
      close();
    } catch (error) {
      showServerErrors(form, error, { resource: 'transaction', reasons: REASONS });
      setBusy(false);
    }
  };
  return { form, save, busy };
}

/** The form field to which an error with this reason belongs. */
const REASONS = { BEFORE_OPENING: 'postingDate', DATE_INVALID: 'postingDate', CATEGORY_UNKNOWN: 'categoryId' };

function valuesOf({ amount, postingDate, payee, note, lines }: Transaction, locale: string): EditValues {
  const { currencyCode, minorUnits } = amount!;
  return {
    direction: minorUnits < 0n ? 'out' : 'in',
    amount: writePlain(exactOf(currencyCode, minorUnits < 0n ? -minorUnits : minorUnits), locale),
    postingDate,
    payee,
    note,
    categoryId: lines[0]?.categoryId ?? '',
  };
}

/** The fields that differ. `units` is the amount without its sign. */
function changeOf(before: Transaction, values: EditValues, units: bigint): Change {
  const payee = values.payee.trim();
  const note = values.note.trim();
  return {
    ...(values.postingDate !== before.postingDate && { postingDate: values.postingDate }),
    ...(payee !== before.payee && { payee }),
    ...(note !== before.note && { note }),
    ...(isSimple(before) && amountChange(before, values, units)),
  };
}

/** The line of a simple transaction has its whole amount. */
function amountChange({ amount, lines: [line] }: Transaction, { direction, categoryId }: EditValues, units: bigint) {
  const minorUnits = direction === 'out' ? -units : units;
  const isSameAmount = minorUnits === amount!.minorUnits;
  if (isSameAmount && categoryId === (line?.categoryId ?? '')) return {};
  const money = { ...amount!, minorUnits };
  const changed: Line = create(LineSchema, {
    tags: line?.tags ?? [],
    note: line?.note ?? '',
    categoryId,
    amount: money,
  });
  return { ...(!isSameAmount && { amount: money }), lines: [changed] };
}
