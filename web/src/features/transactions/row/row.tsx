/** One transaction as a row whose cells are edited in place. */
import { IconDots } from '@tabler/icons-react';
import { memo } from 'react';
import type { Transaction } from '#gen/melo/transactions/v1/transaction_pb.ts';
import { sizes } from '../../../app/theme.ts';
import { exactOf } from '../../../i18n/amounts.ts';
import { text } from '../../../i18n/text.ts';
import { saveEdit } from '../../../ui/feedback/toast.tsx';
import { categorise } from '../edit/edit.ts';
import style from '../register.module.css';
import { useIsCurrent, useIsSelected } from '../selection.ts';
import { CategoryCell } from './category-cell.tsx';
import { Figure } from './figure.tsx';
import { useRegister } from './register-context.tsx';
import { AmountCell, type CellProps, DateCell, NoteCell, PayeeCell } from './row-cells.tsx';
import { useRowEditing } from './use-row-editing.ts';

/** Which columns the register has. */
export type Columns = { readonly account: boolean; readonly note: boolean; readonly balance: boolean };

type Props = {
  readonly transaction: Transaction;
  /** The account's balance after the transaction, in minor units; undefined in a register of several accounts. */
  readonly balance: bigint | undefined;
  readonly columns: Columns;
  /** Whether figures are written short. */
  readonly short: boolean;
};

/** The cells of a row. A change of another row does not render it. */
export const Cells = memo(function Cells({ transaction, balance, columns, short }: Props) {
  const { accounts, canEdit } = useRegister();
  const reachable = useIsCurrent(transaction.id);
  const name = nameOf(transaction);
  const cell = { transaction, name, editing: useRowEditing(transaction, columns.note), reachable };
  return (
    <>
      <td className={style['check']}>
        <SelectBox id={transaction.id} name={name} reachable={reachable} />
      </td>
      <td>
        <DateCell {...cell} />
      </td>
      <td>
        <PayeeCell {...cell} />
      </td>
      <td>
        <RowCategory {...cell} />
      </td>
      {columns.account && <td className={style['plain']}>{accounts.get(transaction.accountId)?.name}</td>}
      {columns.note && (
        <td>
          <NoteCell {...cell} />
        </td>
      )}
      <td className={style['end']}>
        <AmountCell {...cell} short={short} />
      </td>
      {balance !== undefined && (
        <td className={`${style['plain']} ${style['end']}`}>
          <Figure of={exactOf(transaction.amount!.currencyCode, balance)} muted short={short} />
        </td>
      )}
      <td>{canEdit && <MenuButton id={transaction.id} name={name} reachable={reachable} />}</td>
    </>
  );
});

/** The accessible name of a row. */
export const nameOf = ({ payee, transfer }: Transaction): string =>
  payee || (transfer ? text('transactions.the-transfer') : text('transactions.this-transaction'));

type ControlProps = { readonly id: string; readonly name: string; readonly reachable: boolean };

function SelectBox({ id, name, reachable }: ControlProps) {
  const { toggle } = useRegister();
  return (
    <input
      type="checkbox"
      className={style['box']}
      data-column="check"
      tabIndex={reachable ? 0 : -1}
      checked={useIsSelected(id)}
      onChange={({ nativeEvent }) => toggle(id, 'shiftKey' in nativeEvent && nativeEvent.shiftKey === true)}
      aria-label={text('transactions.select-name', { name })}
    />
  );
}

function MenuButton({ id, name, reachable }: ControlProps) {
  const { openMenu } = useRegister();
  return (
    <button
      type="button"
      className={style['more-button']}
      data-column="menu"
      tabIndex={reachable ? 0 : -1}
      aria-haspopup="menu"
      aria-label={text('transactions.more-for-name', { name })}
      onClick={({ currentTarget }) => openMenu(id, currentTarget)}
    >
      <IconDots size={sizes.smallIcon} aria-hidden />
    </button>
  );
}

function RowCategory({ transaction, name, editing, reachable }: CellProps) {
  const { tree, split } = useRegister();
  const { leave, ...cell } = editing.cell('category');
  return (
    <CategoryCell
      {...cell}
      transaction={transaction}
      label={text('transactions.category-of-name', { name })}
      leave={() => leave(false)}
      choose={(id) => saveEdit(tree.byId.get(id)?.name ?? '', (requestId) => categorise(transaction, id, requestId))}
      split={() => split(transaction.id)}
      canEdit={!editing.isFixed}
      reachable={reachable}
    />
  );
}
