/** The rows of the table around their cells: the head, a transaction, an open split, and room for rows that are not rendered. */
import type { ReactNode } from 'react';
import type { Transaction } from '#gen/melo/transactions/v1/transaction_pb.ts';
import { text } from '../../../i18n/text.ts';
import { SplitEditor } from '../edit/split-editor.tsx';
import style from '../register.module.css';
import { useRegister } from '../row/register-context.tsx';
import type { Columns } from '../row/row.tsx';
import { useIsCurrent, useIsSelected, useSelectedIds, useSelection } from '../selection.ts';

type HeadProps = { readonly columns: Columns; readonly ids: readonly string[] };

export const HeadRow = ({ columns, ids }: HeadProps) => (
  <thead>
    <tr>
      <th className={style['check']}>
        <SelectAll ids={ids} />
      </th>
      <th className={style['date']}>{text('transactions.date')}</th>
      <th>{text('transactions.payee')}</th>
      <th className={style['category']}>{text('transactions.category')}</th>
      {columns.account && <th className={style['account']}>{text('transactions.account')}</th>}
      {columns.note && <th className={style['note']}>{text('transactions.note')}</th>}
      <th className={style['figure']}>{text('transactions.amount')}</th>
      {columns.balance && <th className={style['figure']}>{text('transactions.balance')}</th>}
      <th className={style['menu']}>
        <span className={style['hidden']}>{text('transactions.actions')}</span>
      </th>
    </tr>
  </thead>
);

/** Selects the loaded rows; the bar offers the others. */
function SelectAll({ ids }: Pick<HeadProps, 'ids'>) {
  const { select, clear } = useSelection();
  const selected = useSelectedIds();
  const isAll = selected.size > 0 && ids.every((id) => selected.has(id));
  return (
    <input
      type="checkbox"
      className={style['box']}
      checked={isAll}
      ref={(box) => {
        if (box) box.indeterminate = selected.size > 0 && !isAll;
      }}
      onChange={() => (isAll ? clear() : select(new Set(ids)))}
      aria-label={text('transactions.select-all')}
    />
  );
}

type Placed = {
  /** The position among all that is rendered or could be. */
  readonly at: number;
  readonly measure: (row: HTMLTableRowElement | null) => void;
};

type FrameProps = Placed & {
  readonly id: string;
  /** For screen readers: the head is the first row. */
  readonly number: number;
  readonly children: ReactNode;
};

/** Only the row that may be edited is measured: an error below a field makes it higher. The others have the height of all. */
export function RowFrame({ at, measure, id, number, children }: FrameProps) {
  const isCurrent = useIsCurrent(id);
  return (
    <tr
      ref={isCurrent ? measure : null}
      data-index={at}
      data-id={id}
      data-selected={useIsSelected(id)}
      aria-rowindex={number}
    >
      {children}
    </tr>
  );
}

type SplitProps = Placed & { readonly transaction: Transaction; readonly width: number };

export function SplitRow({ at, measure, transaction, width }: SplitProps) {
  const { split } = useRegister();
  return (
    <tr ref={measure} data-index={at}>
      <td colSpan={width} className={style['split']}>
        <SplitEditor transaction={transaction} close={() => split(undefined)} />
      </td>
    </tr>
  );
}

export const Gap = ({ height, width }: { readonly height: number; readonly width: number }) =>
  height > 0 && (
    <tr aria-hidden>
      <td colSpan={width} style={{ blockSize: height }} />
    </tr>
  );
