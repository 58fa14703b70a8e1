/** The cells of a row that are edited in place. */
import type { ReactNode } from 'react';
import { type Transaction, TransactionStatus } from '#gen/melo/transactions/v1/transaction_pb.ts';
import { useCurrentHousehold } from '../../api/current-household.tsx';
import { writeChange, writePlain } from '../../i18n/amounts.ts';
import { formatDay, formatShortDay } from '../../i18n/dates.ts';
import { text } from '../../i18n/text.ts';
import { Amount } from '../../ui/layout/amount.tsx';
import { Tag } from '../../ui/layout/tag.tsx';
import { Cell } from './cell.tsx';
import style from './register.module.css';
import type { RowEditing } from './use-row-editing.ts';

const { PENDING } = TransactionStatus;

export type CellProps = {
  readonly transaction: Transaction;
  /** For screen readers. */
  readonly name: string;
  readonly editing: RowEditing;
};

export function DateCell({ transaction: { postingDate }, name, editing }: CellProps) {
  const { locale, today } = useCurrentHousehold();
  return (
    <Cell
      {...editing.cell('date')}
      label={text('transactions.date-of-name', { name })}
      text={formatShortDay(postingDate, locale)}
      said={formatDay(postingDate, locale, today)}
      shown={formatDay(postingDate, locale, today)}
      save={editing.saveDate}
    />
  );
}

export const PayeeCell = ({ transaction, name, editing }: CellProps) => (
  <Cell
    {...editing.cell('payee')}
    label={text('transactions.payee-of-name', { name })}
    text={transaction.payee}
    said={saidPayee(transaction)}
    shown={shownPayee(transaction)}
    placeholder={text('transactions.payee')}
    maxLength={120}
    save={editing.savePayee}
  />
);

const saidPayee = ({ payee, transfer, status }: Transaction): string =>
  [payee || (transfer && text('transactions.transfer')), status === PENDING && text('transactions.pending')]
    .filter(Boolean)
    .join(' ');

/** Undefined when there is nothing to show but the placeholder. */
function shownPayee({ payee, transfer, status }: Transaction): ReactNode {
  const name = payee || (transfer && text('transactions.transfer'));
  if (status !== PENDING) return name || undefined;
  return (
    <>
      {name} <Tag tone="look">{text('transactions.pending')}</Tag>
    </>
  );
}

export const NoteCell = ({ transaction, name, editing }: CellProps) => (
  <Cell
    {...editing.cell('note')}
    label={text('transactions.note-of-name', { name })}
    text={transaction.note}
    placeholder={text('transactions.note')}
    maxLength={500}
    save={editing.saveNote}
  />
);

export function AmountCell({ transaction, name, editing }: CellProps) {
  const { locale } = useCurrentHousehold();
  const { transfer, lines } = transaction;
  const amount = transaction.amount!;
  if (transfer || lines.length > 1 || editing.isFixed)
    return (
      <div className={style['plain']}>
        <Amount of={amount} flow={!transfer} muted={transfer !== undefined} />
      </div>
    );
  return (
    <Cell
      {...editing.cell('amount')}
      end
      label={text('transactions.amount-of-name', { name })}
      text={writePlain(amount, locale)}
      said={writeChange(amount, locale)}
      shown={<Amount of={amount} flow />}
      save={editing.saveAmount}
    />
  );
}
