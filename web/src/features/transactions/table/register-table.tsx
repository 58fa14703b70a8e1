/** The register as a table, where there is room. Only the rows in view are rendered. */
import { type CSSProperties, type FocusEvent, Fragment, useMemo, useRef } from 'react';
import type { Transaction } from '#gen/melo/transactions/v1/transaction_pb.ts';
import { useCurrentHousehold } from '../../../api/current-household.tsx';
import { type Amount, exactOf } from '../../../i18n/amounts.ts';
import { text } from '../../../i18n/text.ts';
import style from '../register.module.css';
import { type FigureWidth, figureWidth } from '../row/figure-width.ts';
import { Cells, type Columns } from '../row/row.tsx';
import { useSelection } from '../selection.ts';
import { Gap, HeadRow, RowFrame, SplitRow } from './table-rows.tsx';
import { useGridKeys } from './use-grid-keys.ts';
import { type TableItems, useTableItems } from './use-table-items.ts';

export type TableProps = {
  readonly transactions: readonly Transaction[];
  /** The balance after each transaction; undefined in a register of several accounts. */
  readonly balances: readonly bigint[] | undefined;
  readonly columns: Columns;
  /** The number of matching transactions, loaded or not. */
  readonly count: number;
  readonly isNarrow: boolean;
  readonly isDense: boolean;
  /** Height of what sticks above the table. */
  readonly stuck: number;
  /** The list, which is found again where it was left. */
  readonly place: string;
  /** The row whose split is open. */
  readonly splitting: string | undefined;
  /** Reports which rows are in view. */
  readonly see: (first: number, last: number) => void;
};

/** Check, date, payee, category, amount and menu. */
const FIXED_COLUMNS = 6;
/** Characters of an amount that is written short. */
const SHORT_CHARACTERS = 16;

export function RegisterTable(props: TableProps) {
  const { transactions, columns, stuck } = props;
  const { enter } = useSelection();
  const table = useRef<HTMLTableElement>(null);
  const ids = useMemo(() => transactions.map(({ id }) => id), [transactions]);
  const rows = useTableItems(props, ids);
  const onKeyDown = useGridKeys({ table, ids, scrollTo: rows.scrollTo });
  const figures = useFigures(props);
  const width = FIXED_COLUMNS + Object.values(columns).filter(Boolean).length;
  return (
    <table
      ref={table}
      className={style['table']}
      data-dense={props.isDense}
      data-figures={figures.size}
      data-narrow={props.isNarrow}
      style={variablesOf(figures, stuck)}
      aria-label={text('transactions.transactions')}
      aria-rowcount={props.count + 1}
      onKeyDown={onKeyDown}
      onFocus={(event) => enterRow(event, enter)}
    >
      <HeadRow columns={columns} ids={ids} />
      <tbody ref={rows.body}>
        <Rows {...props} ids={ids} rows={rows} width={width} short={figures.short} />
      </tbody>
    </table>
  );
}

type RowsProps = Pick<TableProps, 'transactions' | 'balances' | 'columns'> & {
  readonly ids: readonly string[];
  readonly rows: TableItems;
  readonly width: number;
  readonly short: boolean;
};

const Rows = ({ transactions, balances, columns, ids, rows, width, short }: RowsProps) => (
  <>
    {rows.items.map(({ key, at, row, gap, isSplit }) => (
      <Fragment key={key}>
        <Gap height={gap} width={width} />
        {isSplit ? (
          <SplitRow at={at} measure={rows.measure} transaction={transactions[row]!} width={width} />
        ) : (
          <RowFrame at={at} measure={rows.measure} id={ids[row]!} number={row + 2}>
            <Cells transaction={transactions[row]!} balance={balances?.[row]} columns={columns} short={short} />
          </RowFrame>
        )}
      </Fragment>
    ))}
    <Gap height={rows.rest} width={width} />
  </>
);

const variablesOf = ({ short, characters }: FigureWidth, stuck: number) =>
  ({ '--figure': short ? SHORT_CHARACTERS : characters, '--stuck': `${stuck}px` }) as CSSProperties;

function enterRow({ target }: FocusEvent, enter: (id: string) => void): void {
  const id = target.closest<HTMLElement>('[data-id]')?.dataset['id'];
  if (id) enter(id);
}

function useFigures({ transactions, balances, isNarrow }: TableProps): FigureWidth {
  const { locale } = useCurrentHousehold();
  return useMemo(() => {
    const amounts: Amount[] = transactions.map(({ amount }) => amount!);
    const currency = amounts[0]?.currencyCode ?? '';
    const after = (balances ?? []).map((units) => exactOf(currency, units));
    return figureWidth([...amounts, ...after], locale, isNarrow);
  }, [transactions, balances, locale, isNarrow]);
}
