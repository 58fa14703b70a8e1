/** Which rows of a statement are new, which are here already, and which were entered by hand before. */
import { RowNotice, RowState } from '#gen/melo/transactions/v1/import_pb.ts';
import type { StatementRow } from '../formats/statement.ts';
import { claimLeftOut, claimPossible, claimSame, type Found } from './claims.ts';
import { MERGE_DAYS, nearest } from './nearest.ts';
import type { Existing, LeftOut, Matched } from './types.ts';

/** Last day of the calendar in four digits; banks write it where a day is unknown. */
const LAST_DAY = '9999-12-31';

/** First and last day of transactions that rows may match. */
export function window(rows: readonly StatementRow[]): { from: string; to: string } {
  const days = rows.map(({ date }) => date).sort();
  const shift = (day: string, by: number) => Temporal.PlainDate.from(day).add({ days: by });
  const to = shift(days.at(-1)!, MERGE_DAYS);
  return { from: shift(days[0]!, -MERGE_DAYS).toString(), to: to.year > 9999 ? LAST_DAY : to.toString() };
}

/**
 * Matches rows in this order: by their raw cells, where equal rows are counted; by the bank's id and amount; with rows that
 * were left out before; with imported transactions of equal date and amount that no other row claims, as possible
 * duplicates; with hand-made entries of equal amount, the nearest date first. What was deleted stays so. `existing` holds
 * every imported transaction of the account, whatever its date is now, and those within the window.
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
  const open = rows.filter((row) => !found.has(row));
  const merged = nearest(
    open.filter(({ notices }) => !notices.includes(RowNotice.TOTAL)),
    entered,
  );
  const reused = reusedIds(rows, imported);
  const number = numbers([...existing, ...leftOut]);
  return rows.map((row) => {
    const same = found.get(row) ?? { state: merged.has(row) ? RowState.MERGE : RowState.NEW, id: merged.get(row) };
    // A balance or a total is no transaction, unless the user says so.
    const state = same.state === RowState.NEW && row.notices.includes(RowNotice.TOTAL) ? RowState.LEFT_OUT : same.state;
    const notices = isFresh(state) && reused.has(row) ? [...row.notices, RowNotice.BANK_ID_REUSED] : row.notices;
    // Duplicates have a number too: the user may want them all the same.
    return { row, importKey: row.rawKey, occurrence: number(row.rawKey), state, existingId: same.id, notices };
  });
}

const isFresh = (state: RowState): boolean => state === RowState.NEW || state === RowState.MERGE;

/** Rows whose bank's id was seen with another amount, here or in the file. */
function reusedIds(rows: readonly StatementRow[], imported: readonly Existing[]): Set<StatementRow> {
  const amounts = new Map<string, Set<bigint>>();
  for (const { bankId, minorUnits } of [...imported, ...rows])
    if (bankId) amounts.set(bankId, (amounts.get(bankId) ?? new Set()).add(minorUnits));
  return new Set(rows.filter(({ bankId }) => (amounts.get(bankId)?.size ?? 0) > 1));
}

/** Numbers the rows of equal content, each time by one that the account has not used. */
function numbers(
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
