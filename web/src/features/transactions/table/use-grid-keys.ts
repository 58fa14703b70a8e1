/** The keyboard in the table: arrow keys, j and k move between cells, Shift and an arrow key select. */
import { type KeyboardEvent, type RefObject, useLayoutEffect } from 'react';
import { flushSync } from 'react-dom';
import { useSelection } from '../selection.ts';

const PAGE_ROWS = 10;
const ROW_STEPS: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  j: 1,
  ArrowUp: -1,
  k: -1,
  PageDown: PAGE_ROWS,
  PageUp: -PAGE_ROWS,
};
const CELL_STEPS: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowLeft: -1 };

type Options = {
  readonly table: RefObject<HTMLTableElement | null>;
  readonly ids: readonly string[];
  readonly scrollTo: (index: number) => void;
};

/** The handler of the table. */
export function useGridKeys({ table, ids, scrollTo }: Options) {
  const selection = useSelection();
  const goTo = (index: number, column: string) => {
    const id = ids[Math.max(0, Math.min(index, ids.length - 1))];
    if (id === undefined) return;
    // The row is rendered, wherever it is, before it gets the focus.
    flushSync(() => selection.enter(id));
    focusCell(table.current, id, column);
    scrollTo(ids.indexOf(id));
  };
  const handle = (event: KeyboardEvent | globalThis.KeyboardEvent, cell: HTMLElement) => {
    const at = ids.indexOf(selection.current());
    const step = ROW_STEPS[event.key];
    if (step !== undefined) {
      goTo(at + step, cell.dataset['column'] ?? 'payee');
      if (event.shiftKey && event.key.startsWith('Arrow')) selectTo(selection, ids[at], ids[at + step]);
    } else if (event.key in CELL_STEPS) moveInRow(cell, CELL_STEPS[event.key]!);
    else return;
    event.preventDefault();
  };
  useRowKeysOfPage((index) => goTo(index, 'payee'), ids, selection.current);
  return (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const cell = event.target instanceof HTMLElement && event.target.dataset['column'] ? event.target : undefined;
    if (cell) handle(event, cell);
  };
}

function selectTo({ ids, select }: ReturnType<typeof useSelection>, from: string | undefined, to: string | undefined) {
  select(new Set([...ids(), ...[from, to].filter((id) => id !== undefined)]));
}

function focusCell(table: HTMLElement | null, id: string, column: string): void {
  const row = table?.querySelector(`[data-id="${id}"]`);
  const cell =
    row?.querySelector<HTMLElement>(`[data-column="${column}"]`) ?? row?.querySelector<HTMLElement>('button');
  cell?.focus({ preventScroll: true });
}

function moveInRow(cell: HTMLElement, step: number): void {
  const cells = [...(cell.closest('tr')?.querySelectorAll<HTMLElement>('[data-column]:not(:disabled)') ?? [])];
  cells[cells.indexOf(cell) + step]?.focus();
}

/** j and k enter the table from anywhere on the page. */
function useRowKeysOfPage(goTo: (index: number) => void, ids: readonly string[], current: () => string): void {
  // Before anything is painted: who sees the rows can use the keys.
  useLayoutEffect(() => {
    const handle = (event: globalThis.KeyboardEvent) => {
      const isPage = event.target === document.body || (event.target as HTMLElement).id === 'main';
      if (!isPage || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key !== 'j' && event.key !== 'k') return;
      event.preventDefault();
      goTo(Math.max(0, ids.indexOf(current())));
    };
    addEventListener('keydown', handle);
    return () => removeEventListener('keydown', handle);
  });
}
