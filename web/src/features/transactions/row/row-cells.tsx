/** The cells of a row that are edited in place. */
import type { ReactNode } from 'react';
import { type Transaction, TransactionStatus } from '#gen/melo/transactions/v1/transaction_pb.ts';
import { writeChange, writePlain } from '../../../i18n/amounts.ts';
import { formatDay, formatShortDay } from '../../../i18n/dates.ts';
import { text } from '../../../i18n/text.ts';
import { Tag } from '../../../ui/layout/tag.tsx';
import style from '../register.module.css';
import { Cell } from './cell.tsx';
import { Figure } from './figure.tsx';
import { useRegister } from './register-context.tsx';
import type { RowEditing } from './use-row-editing.ts';

const { PENDING } = TransactionStatus;

export type CellProps = {
  readonly transaction: Transaction;
  /** For screen readers. */
  readonly name: string;
  readonly editing: RowEditing;
  /** Whether Tab reaches the cells. */
  readonly reachable: boolean;
};

export function DateCell({ transaction: { postingDate }, name, editing, reachable }: CellProps) {
  const { locale, today } = useRegister();
  const day = formatDay(postingDate, locale, today);
  return (
    <Cell
      {...editing.cell('date')}
      column="date"
      reachable={reachable}
      label={text('transactions.date-of-name', { name })}
      text={formatShortDay(postingDate, locale)}
      said={day}
      shown={day}
      save={editing.saveDate}
    />
  );
}

export const PayeeCell = ({ transaction, name, editing, reachable }: CellProps) => (
  <Cell
    {...editing.cell('payee')}
    column="payee"
    reachable={reachable}
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

export const NoteCell = ({ transaction, name, editing, reachable }: CellProps) => (
  <Cell
    {...editing.cell('note')}
    column="note"
    reachable={reachable}
    label={text('transactions.note-of-name', { name })}
    text={transaction.note}
    placeholder={text('transactions.note')}
    maxLength={500}
    save={editing.saveNote}
  />
);

type AmountProps = CellProps & { readonly short: boolean };

export function AmountCell({ transaction, name, editing, reachable, short }: AmountProps) {
  const { locale } = useRegister();
  const { transfer, lines } = transaction;
  const amount = transaction.amount!;
  if (transfer || lines.length > 1 || editing.isFixed)
    return (
      <div className={style['plain']}>
        <Figure of={amount} flow={!transfer} muted={transfer !== undefined} short={short} />
      </div>
    );
  return (
    <Cell
      {...editing.cell('amount')}
      column="amount"
      reachable={reachable}
      end
      label={text('transactions.amount-of-name', { name })}
      text={writePlain(amount, locale)}
      said={writeChange(amount, locale)}
      shown={<Figure of={amount} flow short={short} />}
      save={editing.saveAmount}
    />
  );
}
