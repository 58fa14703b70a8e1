/** Matches entries made by hand with the rows that confirm them a few days later. */
import type { StatementRow } from '../formats/statement.ts';
import type { Existing } from './types.ts';

/** Maximum days between an entry made by hand and its row. */
export const MERGE_DAYS = 10;

/** Pairs rows with entries made by hand of equal amount. Each is used once, the nearest pairs first. */
export function nearestEntries(rows: readonly StatementRow[], entered: readonly Existing[]): Map<StatementRow, string> {
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
  const candidates = rows.flatMap((row) => {
    const days = free.get(row.minorUnits);
    return days ? [{ row, days, day: dayNumber(row.date) }] : [];
  });
  // Loops over distances, not over pairs, so that many equal amounts do not take quadratic time.
  for (let distance = 0; distance <= MERGE_DAYS; distance++) {
    for (const { row, days, day } of candidates) {
      if (merged.has(row)) continue;
      const id = days.get(day - distance)?.pop() ?? days.get(day + distance)?.pop();
      if (id) merged.set(row, id);
    }
  }
  return merged;
}

const dayNumber = (date: string): number => Date.parse(date) / 86_400_000;
