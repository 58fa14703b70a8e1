/** One transaction as a row whose cells are edited in place. */
import { Checkbox } from '@mantine/core';
import type { Transaction } from '#gen/melo/transactions/v1/transaction_pb.ts';
import { useCurrentHousehold } from '../../api/current-household.tsx';
import { useAccounts, useCategories } from '../../api/lists.ts';
import type { Exact } from '../../i18n/amounts.ts';
import { text } from '../../i18n/text.ts';
import { saveEdit } from '../../ui/feedback/toast.tsx';
import { Amount } from '../../ui/layout/amount.tsx';
import { CategoryCell } from './category-cell.tsx';
import { categorise } from './edit/edit.ts';
import { SplitEditor } from './edit/split-editor.tsx';
import style from './register.module.css';
import { AmountCell, DateCell, NoteCell, PayeeCell } from './row-cells.tsx';
import { RowMenu } from './row-menu.tsx';
import { type RowEditing, useRowEditing } from './use-row-editing.ts';

/** Columns that every register has. */
const FIXED_COLUMNS = 7;

export type RowProps = {
  readonly transaction: Transaction;
  /** The account's balance after the transaction; undefined in a register of several accounts. */
  readonly balance: Exact | undefined;
  readonly withAccount: boolean;
  readonly selected: boolean;
  readonly toggle: () => void;
  readonly edit: () => void;
  readonly splitting: boolean;
  readonly split: (open: boolean) => void;
};

export function Row(props: RowProps) {
  const { transaction, balance, withAccount, splitting, split } = props;
  const columns = FIXED_COLUMNS + (withAccount ? 1 : 0) + (balance ? 1 : 0);
  return (
    <>
      <Cells {...props} />
      {splitting && (
        <tr>
          <td colSpan={columns} className={style['split']}>
            <SplitEditor transaction={transaction} close={() => split(false)} />
          </td>
        </tr>
      )}
    </>
  );
}

function Cells({ transaction, balance, withAccount, selected, toggle, edit, split }: RowProps) {
  const { canEdit } = useCurrentHousehold();
  const { byId } = useAccounts();
  const editing = useRowEditing(transaction);
  const name = nameOf(transaction);
  const cell = { transaction, name, editing };
  const openSplit = () => split(true);
  return (
    <tr data-selected={selected}>
      <td className={style['check']}>
        <Checkbox
          size="md"
          checked={selected}
          onChange={toggle}
          aria-label={text('transactions.select-name', { name })}
        />
      </td>
      <td>
        <DateCell {...cell} />
      </td>
      <td>
        <PayeeCell {...cell} />
      </td>
      <td>
        <RowCategory {...cell} split={openSplit} />
      </td>
      {withAccount && <td className={style['plain']}>{byId.get(transaction.accountId)?.name}</td>}
      <td>
        <NoteCell {...cell} />
      </td>
      <td className={style['end']}>
        <AmountCell {...cell} />
      </td>
      {balance && <BalanceCell balance={balance} />}
      <td>{canEdit && <RowMenu {...{ transaction, name, edit }} split={openSplit} />}</td>
    </tr>
  );
}

/** The accessible name of a row. */
const nameOf = ({ payee, transfer }: Transaction): string =>
  payee || (transfer ? text('transactions.the-transfer') : text('transactions.this-transaction'));

type CategoryProps = {
  readonly transaction: Transaction;
  readonly name: string;
  readonly editing: RowEditing;
  readonly split: () => void;
};

function RowCategory({ transaction, name, editing, split }: CategoryProps) {
  const { tree } = useCategories();
  const { leave, ...cell } = editing.cell('category');
  return (
    <CategoryCell
      {...cell}
      transaction={transaction}
      label={text('transactions.category-of-name', { name })}
      leave={() => leave(false)}
      choose={(id) => saveEdit(tree.byId.get(id)?.name ?? '', (requestId) => categorise(transaction, id, requestId))}
      split={split}
      canEdit={!editing.isFixed}
    />
  );
}

const BalanceCell = ({ balance }: { readonly balance: Exact }) => (
  <td className={`${style['plain']} ${style['end']}`}>
    <Amount of={balance} muted />
  </td>
);
