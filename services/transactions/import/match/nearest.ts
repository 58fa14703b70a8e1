/** Hand-made entries that a bank confirms a few days later. */
import type { StatementRow } from '../formats/statement.ts';
import type { Existing } from './types.ts';

/** Days between a hand-made entry and its row at the bank. */
export const MERGE_DAYS = 10;

/** Pairs rows with hand-made entries of equal amount; each is used once, the nearest pairs first. */
export function nearest(rows: readonly StatementRow[], entered: readonly Existing[]): Map<StatementRow, string> {
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
