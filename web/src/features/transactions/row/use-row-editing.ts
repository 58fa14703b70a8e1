/** Which cell of a row is edited, and what its edits save. */
import { useState } from 'react';
import { type Transaction, TransactionStatus } from '#gen/melo/transactions/v1/transaction_pb.ts';
import { hasSign, readAmount } from '../../../i18n/amounts.ts';
import { readDay } from '../../../i18n/dates.ts';
import { text } from '../../../i18n/text.ts';
import { saveEdit } from '../../../ui/feedback/toast.tsx';
import { amountProblem } from '../../../ui/inputs/amount-problem.ts';
import { type Change, changeTransaction } from '../edit/edit.ts';
import { useRegister } from './register-context.tsx';

const COLUMNS = ['date', 'payee', 'category', 'note', 'amount'] as const;
export type Column = (typeof COLUMNS)[number];

export type RowEditing = ReturnType<typeof useRowEditing>;

/** `hasNote`: whether the register has the column of notes. */
export function useRowEditing(transaction: Transaction, hasNote: boolean) {
  const { canEdit } = useRegister();
  const [column, setColumn] = useState<Column>();
  const { status, deleteTime } = transaction;
  const isFixed = !canEdit || status === TransactionStatus.RECONCILED || deleteTime !== undefined;
  return {
    isFixed,
    cell: (at: Column) => ({
      editing: column === at && !isFixed,
      start: () => !isFixed && setColumn(at),
      leave: (next: boolean) => setColumn(next ? nextColumn(transaction, at, hasNote) : undefined),
    }),
    ...useSaves(transaction),
  };
}

/** The next column that can be edited in place: a transfer has no category, and lines of a split are edited together. */
function nextColumn({ transfer, lines }: Transaction, column: Column, hasNote: boolean): Column | undefined {
  const isEditable = (wanted: Column): boolean => {
    if (wanted === 'note' && !hasNote) return false;
    if (transfer && (wanted === 'category' || wanted === 'amount')) return false;
    return lines.length < 2 || wanted === 'note';
  };
  return COLUMNS.slice(COLUMNS.indexOf(column) + 1).find(isEditable);
}

/** Each saves what was typed, or says why it cannot be read. */
function useSaves(transaction: Transaction) {
  const { locale, today } = useRegister();
  const { currencyCode, minorUnits } = transaction.amount!;
  const save = (typed: string, change: Change, message: string): undefined =>
    void saveEdit(typed, (requestId) => changeTransaction(transaction, change, message, requestId));
  return {
    saveDate(typed: string): string | undefined {
      const day = readDay(typed, locale, today);
      if (day === undefined) return text('transactions.this-is-not-a-valid-date');
      return save(typed, { postingDate: day }, text('transactions.date-changed'));
    },
    savePayee: (typed: string) => save(typed, { payee: typed.trim() }, text('transactions.payee-changed')),
    saveNote: (typed: string) => save(typed, { note: typed.trim() }, text('transactions.note-changed')),
    saveAmount(typed: string): string | undefined {
      const units = readAmount(typed, currencyCode, locale);
      if (units === undefined || units === 0n)
        return amountProblem(typed, currencyCode, locale, text('transactions.this-is-not-a-valid-amount'));
      // An amount without a sign keeps the direction of the transaction.
      const signed = hasSign(typed) || minorUnits > 0n ? units : -units;
      return save(
        typed,
        { amount: { ...transaction.amount!, minorUnits: signed } },
        text('transactions.amount-changed'),
      );
    },
  };
}
