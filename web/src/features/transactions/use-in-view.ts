/** Rows in view: of those, what is not up to date is read again, and near the end the next are loaded. */
import { useCallback, useEffect, useMemo, useState } from 'react';
import type { Ledger } from '../../api/ledger/chunks.ts';
import { useFresh, type useMore } from '../../api/ledger/list.ts';
import type { LedgerRequest } from '../../api/ledger/request.ts';

/** Rows from the end of the loaded part at which the next are loaded. */
const NEAR = 40;

/** The view is followed in steps of so many rows, not row by row. */
const STEP = 20;

type View = readonly [first: number, last: number];

type Options = {
  readonly ledger: Ledger;
  readonly request: LedgerRequest;
  readonly stale: boolean;
  readonly older: ReturnType<typeof useMore>;
};

/** Returns what the rows in view are reported to. */
export function useInView({ ledger, request, stale, older }: Options): (first: number, last: number) => void {
  const [[first, last], setView] = useState<View>([0, 0]);
  const { chunks, next } = ledger;
  const [firstChunk, lastChunk] = [chunkAt(ledger, first), chunkAt(ledger, last)];
  // The first chunk is always read again: with it come count and totals.
  const inView = useMemo(
    () => (stale ? [] : chunks.filter((_, i) => i === 0 || (i >= firstChunk && i <= lastChunk))),
    [chunks, firstChunk, lastChunk, stale],
  );
  useFresh(request, inView);
  const loaded = chunks.reduce((sum, { rows }) => sum + rows.length, 0);
  const isNear = !stale && next !== '' && last >= loaded - NEAR;
  const { more, loading, error } = older;
  useEffect(() => {
    if (isNear && !loading && error === undefined) more();
  }, [isNear, loading, error, more]);
  return useCallback((from, to) => setView(sameOr([Math.floor(from / STEP) * STEP, Math.ceil(to / STEP) * STEP])), []);
}

const sameOr =
  (next: View) =>
  (view: View): View =>
    view[0] === next[0] && view[1] === next[1] ? view : next;

function chunkAt({ chunks }: Ledger, row: number): number {
  let rows = 0;
  return chunks.findIndex((chunk) => {
    rows += chunk.rows.length;
    return row < rows;
  });
}
