/** What the table renders: rows in view, the current row, and the split that is open below its row. */
import { useCallback, useEffect, useLayoutEffect } from 'react';
import { useCurrentRow, useSelection } from '../selection.ts';
import { useVirtualRows } from './use-virtual-rows.ts';

/** As `--melo-row` and `--melo-row-compact`, with the line below. */
const ROW = 37;
const DENSE_ROW = 29;
/** The head of the table sticks too. */
const HEAD = ROW;
const SPLIT = 200;

type Options = {
  readonly isDense: boolean;
  readonly stuck: number;
  readonly place: string;
  readonly splitting: string | undefined;
  readonly see: (first: number, last: number) => void;
};

export type TableItems = ReturnType<typeof useTableItems>;

export function useTableItems({ isDense, stuck, place, splitting, see }: Options, ids: readonly string[]) {
  const splitRow = splitting === undefined ? -1 : ids.indexOf(splitting);
  const splitAt = splitRow === -1 ? -1 : splitRow + 1;
  const rowOf = (at: number): number => (splitAt !== -1 && at >= splitAt ? at - 1 : at);
  const atOf = (row: number): number => (splitAt !== -1 && row >= splitAt ? row + 1 : row);
  const height = isDense ? DENSE_ROW : ROW;
  const currentRow = useKeyboardRow(ids);
  const { body, virtualizer, items, rest, first, last } = useVirtualRows<HTMLTableSectionElement, HTMLTableRowElement>({
    count: ids.length + (splitAt === -1 ? 0 : 1),
    keyOf: (at) => (at === splitAt ? SPLIT_KEY : (ids[rowOf(at)] ?? String(at))),
    height: (at) => (at === splitAt ? SPLIT : height),
    kept: [currentRow === -1 ? -1 : atOf(currentRow), splitRow, splitAt],
    stuck: stuck + HEAD,
    place,
  });
  const [firstRow, lastRow] = [rowOf(first), rowOf(last)];
  useEffect(() => see(firstRow, lastRow), [see, firstRow, lastRow]);
  const scrollTo = useCallback((row: number) => virtualizer.scrollToIndex(row, { align: 'auto' }), [virtualizer]);
  return {
    body,
    rest,
    scrollTo,
    measure: virtualizer.measureElement,
    items: items.map(({ item: { key, index }, gap }) => ({
      key: String(key),
      at: index,
      row: rowOf(index),
      gap,
      isSplit: index === splitAt,
    })),
  };
}

const SPLIT_KEY = 'split';

/** The index of the current row. Without one, it is the first: Tab must reach the table. */
function useKeyboardRow(ids: readonly string[]): number {
  const { enter } = useSelection();
  const current = ids.indexOf(useCurrentRow());
  const first = ids[0];
  useLayoutEffect(() => {
    if (current === -1 && first !== undefined) enter(first);
  }, [current, first, enter]);
  return current;
}
