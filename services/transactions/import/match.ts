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
  /** Content of the row as one key, and how many rows of this key stood before it in the file. */
  readonly importKey: string;
  readonly occurrence: number;
  readonly existingId: string | undefined;
};

/** First and last day of transactions that rows may match. */
export function window(rows: readonly StatementRow[]): { from: string; to: string } {
  const days = rows.map(({ date }) => date).sort();
  const shift = (day: string, by: number) => Temporal.PlainDate.from(day).add({ days: by }).toString();
  return { from: shift(days[0]!, -MERGE_DAYS), to: shift(days.at(-1)!, MERGE_DAYS) };
}

/**
 * Matches rows: by the bank's id; without one by content, where two equal purchases in one file stay two and the same
 * file twice adds nothing; then with hand-made entries of equal amount, the nearest date first. What was deleted stays so.
 */
export function matchRows(rows: readonly StatementRow[], existing: readonly Existing[]): Matched[] {
  const byBankId = new Map(existing.flatMap((one) => (one.bankId ? [[one.bankId, one.id] as const] : [])));
  const byContent = new Map(
    existing.flatMap((one) => (one.importKey ? [[`${one.importKey}|${one.occurrence}`, one.id] as const] : [])),
  );
  const seen = new Map<string, number>();
  const keyed = rows.map((row) => {
    const importKey = keyOf(row);
    const occurrence = seen.get(importKey) ?? 0;
    seen.set(importKey, occurrence + 1);
    const same = (row.bankId && byBankId.get(row.bankId)) || byContent.get(`${importKey}|${occurrence}`);
    return { row, importKey, occurrence, same };
  });
  const entered = existing.filter(({ deleted, bankId, importKey }) => !deleted && !bankId && !importKey);
  const merged = nearest(
    keyed.flatMap(({ row, same }) => (same ? [] : [row])),
    entered,
  );
  const banked = new Set<string>();
  return keyed.map(({ same, ...one }) => {
    const twice = one.row.bankId !== '' && banked.has(one.row.bankId);
    banked.add(one.row.bankId);
    if (same || twice) return { ...one, state: RowState.DUPLICATE, existingId: same || undefined };
    const existingId = merged.get(one.row);
    return { ...one, state: existingId ? RowState.MERGE : RowState.NEW, existingId };
  });
}

/** Pairs rows with hand-made entries of equal amount; each is used once, the nearest pairs first. */
function nearest(rows: readonly StatementRow[], entered: readonly Existing[]): Map<StatementRow, string> {
  const byAmount = Map.groupBy(entered, ({ minorUnits }) => minorUnits);
  const pairs = rows.flatMap((row) =>
    (byAmount.get(row.minorUnits) ?? [])
      .map((one) => ({ row, id: one.id, days: daysApart(row.date, one.date) }))
      .filter(({ days }) => days <= MERGE_DAYS),
  );
  const used = new Set<string>();
  const merged = new Map<StatementRow, string>();
  for (const { row, id } of pairs.sort((a, b) => a.days - b.days || a.row.rowNumber - b.row.rowNumber)) {
    if (used.has(id) || merged.has(row)) continue;
    used.add(id);
    merged.set(row, id);
  }
  return merged;
}

const daysApart = (one: string, other: string): number =>
  Math.abs(Temporal.PlainDate.from(one).until(Temporal.PlainDate.from(other), { largestUnit: 'days' }).days);

const keyOf = ({ date, minorUnits, payee, note }: StatementRow): string =>
  createHash('sha256')
    .update(JSON.stringify([date, minorUnits.toString(), payee, note]))
    .digest('base64url');
