/** Decides which rows of a statement are new, which are already in the ledger, and which match an entry made by hand. */
import { RowNotice, RowState } from '#gen/melo/transactions/v1/import_pb.ts';
import type { StatementRow } from '../formats/statement.ts';
import { claimLeftOut, claimPossible, claimSame, type Found } from './claims.ts';
import { MERGE_DAYS, nearestEntries } from './nearest.ts';
import type { Existing, LeftOut, Matched } from './types.ts';

/** Last day with a four-digit year. Banks write it when a date is unknown. */
const LAST_DAY = '9999-12-31';

/** First and last day of the transactions that rows may match. */
export function matchWindow(rows: readonly StatementRow[]): { from: string; to: string } {
  const days = rows.map(({ date }) => date).sort();
  const shift = (day: string, by: number) => Temporal.PlainDate.from(day).add({ days: by });
  const to = shift(days.at(-1)!, MERGE_DAYS);
  return { from: shift(days[0]!, -MERGE_DAYS).toString(), to: to.year > 9999 ? LAST_DAY : to.toString() };
}

/**
 * Matches rows in this order:
 * 1. by their raw cells (equal rows are counted), then by bank id and amount: duplicates;
 * 2. with rows that were left out before;
 * 3. with imported transactions of equal date and amount that no other row claims: possible duplicates;
 * 4. with entries made by hand of equal amount, the nearest date first.
 *
 * Deleted transactions claim rows too, so they do not come back. `existing` holds every imported transaction of the account,
 * whatever its date is now, and the others within the window.
 */
export function matchRows(
  rows: readonly StatementRow[],
  existing: readonly Existing[],
  leftOut: readonly LeftOut[] = [],
): Matched[] {
  const imported = existing.filter(({ bankId, importKey }) => bankId || importKey);
  const found = new Map<StatementRow, Found>();
  const claimed = new Set<Existing>();
  claimSame(rows, imported, found, claimed);
  claimLeftOut(rows, leftOut, found);
  claimPossible(rows, imported, found, claimed);
  const entered = existing.filter(({ deleted, bankId, importKey }) => !deleted && !bankId && !importKey);
  const unclaimed = rows.filter((row) => !found.has(row));
  const merged = nearestEntries(
    unclaimed.filter(({ notices }) => !notices.includes(RowNotice.TOTAL)),
    entered,
  );
  const reused = reusedIds(rows, imported);
  const nextOccurrence = occurrenceCounter([...existing, ...leftOut]);
  return rows.map((row) => {
    const match = found.get(row) ?? { state: merged.has(row) ? RowState.MERGE : RowState.NEW, id: merged.get(row) };
    // A balance or a total is not a transaction, unless the user includes it.
    const state =
      match.state === RowState.NEW && row.notices.includes(RowNotice.TOTAL) ? RowState.LEFT_OUT : match.state;
    const notices =
      isCreatedOrMerged(state) && reused.has(row) ? [...row.notices, RowNotice.BANK_ID_REUSED] : row.notices;
    // Duplicates get an occurrence too, because the user may import them anyway.
    return { row, importKey: row.rawKey, occurrence: nextOccurrence(row.rawKey), state, existingId: match.id, notices };
  });
}

const isCreatedOrMerged = (state: RowState): boolean => state === RowState.NEW || state === RowState.MERGE;

/** Rows whose bank id also occurs with another amount, in the ledger or in the file. */
function reusedIds(rows: readonly StatementRow[], imported: readonly Existing[]): Set<StatementRow> {
  const amounts = new Map<string, Set<bigint>>();
  for (const { bankId, minorUnits } of [...imported, ...rows])
    if (bankId) amounts.set(bankId, (amounts.get(bankId) ?? new Set()).add(minorUnits));
  return new Set(rows.filter(({ bankId }) => (amounts.get(bankId)?.size ?? 0) > 1));
}

/** Numbers rows of equal content. Each number is one that the account has not used. */
function occurrenceCounter(
  used: readonly { importKey: string | undefined; occurrence: number }[],
): (importKey: string) => number {
  const taken = new Set(used.map(({ importKey, occurrence }) => `${importKey}|${occurrence}`));
  const next = new Map<string, number>();
  return (importKey) => {
    let number = next.get(importKey) ?? 0;
    while (taken.has(`${importKey}|${number}`)) number += 1;
    next.set(importKey, number + 1);
    return number;
  };
}
