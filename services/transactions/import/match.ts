/** Which rows of a statement are new, which are here already, and which were entered by hand before. */
import { createHash } from 'node:crypto';
import { RowNotice, RowState } from '#gen/melo/transactions/v1/import_pb.ts';
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

/** A row that the user left out of an earlier import. */
export type LeftOut = { readonly importKey: string; readonly occurrence: number };

export type Matched = {
  readonly row: StatementRow;
  readonly state: Exclude<RowState, typeof RowState.UNSPECIFIED | typeof RowState.ERROR>;
  /** The row's raw cells as one key, and a number that tells rows of this key in the account apart. */
  readonly importKey: string;
  readonly occurrence: number;
  readonly existingId: string | undefined;
  readonly notices: readonly RowNotice[];
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

type Found = { readonly state: Matched['state']; readonly id: string | undefined };

/** Rows that are here already. Each existing transaction stands for one row. */
function claimSame(
  rows: readonly StatementRow[],
  imported: readonly Existing[],
  found: Map<StatementRow, Found>,
  claimed: Set<Existing>,
): void {
  const ordered = [...imported].sort((a, b) => a.occurrence - b.occurrence);
  const claimBy = (
    keyOfRow: (row: StatementRow) => string | undefined,
    keyOfExisting: (one: Existing) => string | undefined,
  ) => {
    const free = Map.groupBy(
      ordered.filter((one) => !claimed.has(one) && keyOfExisting(one) !== undefined),
      (one) => keyOfExisting(one)!,
    );
    for (const row of rows) {
      const key = found.has(row) ? undefined : keyOfRow(row);
      const same = key === undefined ? undefined : free.get(key)?.shift();
      if (!same) continue;
      claimed.add(same);
      found.set(row, { state: RowState.DUPLICATE, id: same.id });
    }
  };
  const idAndAmount = (bankId: string | undefined, minorUnits: bigint) =>
    bankId ? `${bankId}|${minorUnits}` : undefined;
  claimBy(
    ({ rawKey }) => rawKey,
    ({ importKey }) => importKey,
  );
  claimBy(
    (row) => idAndAmount(row.bankId, row.minorUnits),
    (one) => idAndAmount(one.bankId, one.minorUnits),
  );
  claimRepeated(rows, found, idAndAmount);
  // Imported before raw cells were kept: two different ids of the bank are two transactions, however equal they look.
  claimBy(
    (row) => (row.bankId ? undefined : contentKey(row)),
    ({ importKey }) => importKey,
  );
  claimBy(contentKey, ({ importKey, bankId }) => (bankId ? undefined : importKey));
}

/** A bank's id that comes twice in a file with one amount is one transaction. */
function claimRepeated(
  rows: readonly StatementRow[],
  found: Map<StatementRow, Found>,
  keyOf: (bankId: string, minorUnits: bigint) => string | undefined,
): void {
  const inFile = new Set<string>();
  for (const row of rows) {
    const key = keyOf(row.bankId, row.minorUnits);
    if (key === undefined) continue;
    if (inFile.has(key) && !found.has(row)) found.set(row, { state: RowState.DUPLICATE, id: undefined });
    inFile.add(key);
  }
}

function claimLeftOut(
  rows: readonly StatementRow[],
  leftOut: readonly LeftOut[],
  found: Map<StatementRow, Found>,
): void {
  const counts = new Map<string, number>();
  for (const { importKey } of leftOut) counts.set(importKey, (counts.get(importKey) ?? 0) + 1);
  for (const row of rows) {
    const left = counts.get(row.rawKey) ?? 0;
    if (left === 0 || found.has(row)) continue;
    counts.set(row.rawKey, left - 1);
    found.set(row, { state: RowState.LEFT_OUT, id: undefined });
  }
}

/** Other cells, but date and amount of an imported transaction that no row claimed; ids of the bank must not contradict. */
function claimPossible(
  rows: readonly StatementRow[],
  imported: readonly Existing[],
  found: Map<StatementRow, Found>,
  claimed: Set<Existing>,
): void {
  const place = (date: string, minorUnits: bigint) => `${date}|${minorUnits}`;
  const free = Map.groupBy(
    imported.filter((one) => !claimed.has(one)),
    ({ date, minorUnits }) => place(date, minorUnits),
  );
  for (const row of rows) {
    if (found.has(row)) continue;
    const candidates = free.get(place(row.date, row.minorUnits));
    const at = candidates?.findIndex(({ bankId }) => !bankId || !row.bankId) ?? -1;
    const [same] = at < 0 ? [] : candidates!.splice(at, 1);
    if (same) found.set(row, { state: RowState.POSSIBLE_DUPLICATE, id: same.id });
  }
}

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

/** Pairs rows with hand-made entries of equal amount; each is used once, the nearest pairs first. */
function nearest(rows: readonly StatementRow[], entered: readonly Existing[]): Map<StatementRow, string> {
  const merged = new Map<StatementRow, string>();
  if (entered.length === 0) return merged;
  const free = new Map<bigint, Map<number, string[]>>();
  for (const { id, minorUnits, date } of entered) {
    const days = free.get(minorUnits) ?? new Map<number, string[]>();
    free.set(minorUnits, days);
    const ids = days.get(dayNumber(date));
    if (ids) ids.push(id);
    else days.set(dayNumber(date), [id]);
  }
  const open = rows.flatMap((row) => {
    const days = free.get(row.minorUnits);
    return days ? [{ row, days, day: dayNumber(row.date) }] : [];
  });
  // By distance, not by pair: many equal amounts must not cost their square.
  for (let apart = 0; apart <= MERGE_DAYS; apart++) {
    for (const { row, days, day } of open) {
      if (merged.has(row)) continue;
      const id = days.get(day - apart)?.pop() ?? days.get(day + apart)?.pop();
      if (id) merged.set(row, id);
    }
  }
  return merged;
}

const dayNumber = (date: string): number => Date.parse(date) / 86_400_000;

/** The key of rows that were imported before their raw cells were kept. */
const contentKey = ({ date, minorUnits, payee, note }: StatementRow): string =>
  createHash('sha256')
    .update(JSON.stringify([date, minorUnits.toString(), payee, note]))
    .digest('base64url');
