/** The category of a row, edited in place. A split shows its number of lines, a transfer its other account and the direction. */
import { IconArrowLeft, IconArrowRight, IconArrowsSplit2 } from '@tabler/icons-react';
import { type Ref, useRef } from 'react';
import type { Transaction } from '#gen/melo/transactions/v1/transaction_pb.ts';
import { sizes } from '../../../app/theme.ts';
import { text } from '../../../i18n/text.ts';
import { CategorySelect } from '../../../ui/inputs/category-select.tsx';
import { pickFirstMatch } from '../../../ui/inputs/pick-first-match.ts';
import { Dot } from '../../../ui/layout/dot.tsx';
import style from './category-cell.module.css';
import { useRegister } from './register-context.tsx';

type Props = {
  readonly transaction: Transaction;
  readonly label: string;
  readonly editing: boolean;
  readonly start: () => void;
  readonly leave: () => void;
  readonly choose: (categoryId: string) => void;
  readonly split: () => void;
  readonly canEdit: boolean;
  /** Whether Tab reaches the cell. */
  readonly reachable: boolean;
};

export function CategoryCell(props: Props) {
  const { transaction, editing } = props;
  const button = useRef<HTMLButtonElement>(null);
  // After a key that ends editing, the keyboard goes on from this cell.
  const focusCell = () => requestAnimationFrame(() => button.current?.focus());
  const { lines, transfer } = transaction;
  if (transfer) return <TransferName transaction={transaction} />;
  if (lines.length > 1) return <SplitButton {...props} />;
  return editing ? <CategoryField {...props} focusCell={focusCell} /> : <CategoryButton {...props} ref={button} />;
}

const SplitButton = ({ transaction: { lines }, label, split, reachable }: Props) => (
  <button
    type="button"
    className={style['cell']}
    data-column="category"
    tabIndex={reachable ? 0 : -1}
    onClick={split}
    aria-label={text('transactions.label-split-into-count', { label, count: lines.length })}
  >
    <IconArrowsSplit2 size={sizes.smallIcon} stroke={sizes.stroke} aria-hidden />
    {text('transactions.split-into-count', { count: lines.length })}
  </button>
);

const categoryOf = ({ lines }: Transaction): string => lines[0]?.categoryId ?? '';

function CategoryField({ transaction, label, leave, choose, focusCell }: Props & { readonly focusCell: () => void }) {
  const categoryId = categoryOf(transaction);
  return (
    <CategorySelect
      aria-label={label}
      size="xs"
      autoFocus
      defaultDropdownOpened
      clearable={false}
      value={categoryId}
      onChange={(id) => {
        if (id !== categoryId) choose(id);
        leave();
        focusCell();
      }}
      onBlur={leave}
      onKeyDown={(event) => {
        pickFirstMatch(event);
        if (event.key !== 'Escape') return;
        leave();
        focusCell();
      }}
    />
  );
}

type ButtonProps = Props & { readonly ref: Ref<HTMLButtonElement> };

function CategoryButton({ transaction, label, start, canEdit, reachable, ref }: ButtonProps) {
  const { tree } = useRegister();
  const categoryId = categoryOf(transaction);
  const name = tree.byId.get(categoryId)?.name;
  return (
    <button
      ref={ref}
      type="button"
      className={style['cell']}
      data-column="category"
      tabIndex={reachable ? 0 : -1}
      onClick={start}
      disabled={!canEdit}
      aria-label={`${label}: ${name ?? text('transactions.choose-a-category')}`}
    >
      <CategoryName id={categoryId} />
    </button>
  );
}

/** A category with its color, or a prompt to choose one. */
export function CategoryName({ id }: { readonly id: string }) {
  const { tree } = useRegister();
  const category = tree.byId.get(id);
  if (!category)
    return <span className={style['none']}>{id === '' ? text('transactions.choose-a-category') : '…'}</span>;
  return (
    <>
      <Dot index={tree.hueOf(id)} />
      <span className={style['name']}>{category.name}</span>
    </>
  );
}

/** The other account of a transfer, and whether the money went there or came from there. */
export function TransferName({ transaction: { transfer, amount } }: Pick<Props, 'transaction'>) {
  const { accounts } = useRegister();
  const name = accounts.get(transfer?.counterAccountId ?? '')?.name ?? text('transactions.transfer');
  const leaves = amount!.minorUnits < 0n;
  const Arrow = leaves ? IconArrowRight : IconArrowLeft;
  const label = text(leaves ? 'transactions.transfer-to' : 'transactions.transfer-from');
  return (
    <span className={style['transfer']}>
      <Arrow size={sizes.smallIcon} stroke={sizes.stroke} aria-label={label} />
      <span className={style['name']}>{name}</span>
    </span>
  );
}
