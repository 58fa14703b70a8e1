/** Which rows of a statement are new, which are here already, and which were entered by hand before. */
import { createHash } from 'node:crypto';
import { RowState } from '#gen/melo/transactions/v1/import_pb.ts';
import type { StatementRow } from './statement.ts';

/** Days between a hand-made entry and its row at the bank. */
const MERGE_DAYS = 10;

/** A transaction of the account that rows are compared with. */
export type Existing = {
  readonly id: string;
  readonly date: string;
  readonly minorUnits: bigint;
  readonly bankId: string | undefined;
  readonly importKey: string | undefined;
  readonly occurrence: number;
  readonly deleted: boolean;
};

export type Matched = {
  readonly row: StatementRow;
  readonly state: typeof RowState.NEW | typeof RowState.DUPLICATE | typeof RowState.MERGE;
  /** Content of the row as one key, and a number that tells rows of this key in the account apart. */
  readonly importKey: string;
  readonly occurrence: number;
  readonly existingId: string | undefined;
};

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
 * Matches rows: by the bank's id; without one by content, where two equal purchases in one file stay two and the same
 * file twice adds nothing; then with hand-made entries of equal amount, the nearest date first. What was deleted stays so.
 * `existing` holds every imported transaction of the account, whatever its date is now, and those within the window.
 */
export function matchRows(rows: readonly StatementRow[], existing: readonly Existing[]): Matched[] {
  const here = duplicates(rows, existing);
  const entered = existing.filter(({ deleted, bankId, importKey }) => !deleted && !bankId && !importKey);
  const merged = nearest(
    rows.filter((row) => !here.has(row)),
    entered,
  );
  const number = numbers(existing);
  return rows.map((row) => {
    const importKey = keyOf(row);
    const same = here.get(row);
    if (same) return { row, importKey, occurrence: same.occurrence, state: RowState.DUPLICATE, existingId: same.id };
    const existingId = merged.get(row);
    const state = existingId ? RowState.MERGE : RowState.NEW;
    return { row, importKey, occurrence: number(importKey), state, existingId };
  });
}

type Same = { readonly id: string | undefined; readonly occurrence: number };

/** Rows that are here already. Each existing transaction stands for one row, so the bank's ids choose first. */
function duplicates(rows: readonly StatementRow[], existing: readonly Existing[]): Map<StatementRow, Same> {
  const byBankId = new Map(existing.flatMap((one) => (one.bankId ? [[one.bankId, one] as const] : [])));
  const found = new Map<StatementRow, Same>();
  const taken = new Set<Existing>();
  const inFile = new Set<string>();
  for (const row of rows.filter(({ bankId }) => bankId)) {
    const same = byBankId.get(row.bankId);
    if (same) taken.add(same);
    if (same || inFile.has(row.bankId)) found.set(row, { id: same?.id, occurrence: same?.occurrence ?? 0 });
    inFile.add(row.bankId);
  }
  const free = existing.filter((one) => one.importKey && !taken.has(one)).sort((a, b) => a.occurrence - b.occurrence);
  const unnamed = Map.groupBy(
    free.filter(({ bankId }) => !bankId),
    ({ importKey }) => importKey!,
  );
  const named = Map.groupBy(
    free.filter(({ bankId }) => bankId),
    ({ importKey }) => importKey!,
  );
  for (const row of rows) {
    if (found.has(row)) continue;
    const key = keyOf(row);
    // Two different ids of the bank are two transactions, however equal they look.
    const same = unnamed.get(key)?.shift() ?? (row.bankId ? undefined : named.get(key)?.shift());
    if (same) found.set(row, same);
  }
  return found;
}

/** Numbers the rows of equal content, each time by one that the account has not used. */
function numbers(existing: readonly Existing[]): (importKey: string) => number {
  const used = new Set(existing.map(({ importKey, occurrence }) => `${importKey}|${occurrence}`));
  const next = new Map<string, number>();
  return (importKey) => {
    let number = next.get(importKey) ?? 0;
    while (used.has(`${importKey}|${number}`)) number += 1;
    next.set(importKey, number + 1);
    return number;
  };
}

/** Pairs rows with hand-made entries of equal amount; each is used once, the nearest pairs first. */
function nearest(rows: readonly StatementRow[], entered: readonly Existing[]): Map<StatementRow, string> {
  const place = (minorUnits: bigint, day: number) => `${minorUnits}|${day}`;
  const free = Map.groupBy(entered, ({ minorUnits, date }) => place(minorUnits, dayNumber(date)));
  const merged = new Map<StatementRow, string>();
  // By distance, not by pair: many equal amounts must not cost their square.
  for (let apart = 0; apart <= MERGE_DAYS; apart++) {
    for (const row of rows) {
      if (merged.has(row)) continue;
      const day = dayNumber(row.date);
      const one =
        free.get(place(row.minorUnits, day - apart))?.pop() ?? free.get(place(row.minorUnits, day + apart))?.pop();
      if (one) merged.set(row, one.id);
    }
  }
  return merged;
}

const dayNumber = (date: string): number => Date.parse(date) / 86_400_000;

const keyOf = ({ date, minorUnits, payee, note }: StatementRow): string =>
  createHash('sha256')
    .update(JSON.stringify([date, minorUnits.toString(), payee, note]))
    .digest('base64url');
