/** What the user decides about single rows: to leave a row out, to import one that is left out by default, or not to match it. */
import { useState } from 'react';
import { type PreviewRow, RowState } from '#gen/melo/transactions/v1/import_pb.ts';
import { type Counts, takenIn } from './preview.ts';

export type Choice = {
  /** Whether the row creates or matches a transaction. */
  isTaken(row: PreviewRow): boolean;
  /** Whether a row that matches a transaction creates one of its own instead. */
  isSeparate(row: PreviewRow): boolean;
  toggle(row: PreviewRow): void;
  separate(row: PreviewRow): void;
};

/** Whether the row creates or matches a transaction by default. */
export const isProposed = ({ state }: PreviewRow): boolean => state === RowState.NEW || state === RowState.MERGE;
/** Whether the user can decide about the row. */
export const isOpen = (row: PreviewRow): boolean =>
  isProposed(row) || row.state === RowState.POSSIBLE_DUPLICATE || row.state === RowState.LEFT_OUT;

export function useChoice() {
  const [excluded, setExcluded] = useState<ReadonlySet<number>>(new Set());
  /** Rows that are left out by default and that the user imports. */
  const [added, setAdded] = useState<ReadonlySet<number>>(new Set());
  /** Rows that create their own transaction instead of matching one. */
  const [apart, setApart] = useState<ReadonlySet<number>>(new Set());
  const choice: Choice = {
    isTaken: (row) => (isProposed(row) ? !excluded.has(row.rowNumber) : added.has(row.rowNumber)),
    isSeparate: ({ rowNumber }) => apart.has(rowNumber),
    toggle: (row) => (isProposed(row) ? setExcluded : setAdded)((before) => toggled(before, row.rowNumber)),
    separate: ({ rowNumber }) => setApart((before) => toggled(before, rowNumber)),
  };
  return {
    choice,
    takenOf: (counts: Counts) => takenIn(counts) - excluded.size + added.size,
    request: { excludedRows: inOrder(excluded), newRows: inOrder(added.union(apart)) },
  };
}

function toggled(before: ReadonlySet<number>, rowNumber: number): ReadonlySet<number> {
  const after = new Set(before);
  if (!after.delete(rowNumber)) after.add(rowNumber);
  return after;
}

const inOrder = (rowNumbers: ReadonlySet<number>): number[] => [...rowNumbers].sort((a, b) => a - b);
