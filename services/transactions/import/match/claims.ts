/** Claims: each known transaction, and each row that was left out before, claims one row of the file. */
import { createHash } from 'node:crypto';
import { RowState } from '#gen/melo/transactions/v1/import_pb.ts';
import type { StatementRow } from '../formats/statement.ts';
import type { Existing, LeftOut, Matched } from './types.ts';

/** State of a claimed row and the transaction that claims it. */
export type Found = { readonly state: Matched['state']; readonly id: string | undefined };

/** Claims rows that were imported before, by the strongest evidence first. */
export function claimSame(
  rows: readonly StatementRow[],
  imported: readonly Existing[],
  found: Map<StatementRow, Found>,
  claimed: Set<Existing>,
): void {
  const ordered = [...imported].sort((a, b) => a.occurrence - b.occurrence);
  const claimBy = (keyOfRow: KeyOf<StatementRow>, keyOfExisting: KeyOf<Existing>) => {
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
  claimBy(
    ({ rawKey }) => rawKey,
    ({ importKey }) => importKey,
  );
  claimBy(
    (row) => idAndAmount(row.bankId, row.minorUnits),
    (one) => idAndAmount(one.bankId, one.minorUnits),
  );
  claimRepeated(rows, found);
  // Rows from before raw cells were stored. Two different bank ids are two transactions, even with the same content.
  claimBy(
    (row) => (row.bankId ? undefined : contentKey(row)),
    ({ importKey }) => importKey,
  );
  claimBy(contentKey, ({ importKey, bankId }) => (bankId ? undefined : importKey));
}

type KeyOf<Item> = (item: Item) => string | undefined;

const idAndAmount = (bankId: string | undefined, minorUnits: bigint): string | undefined =>
  bankId ? `${bankId}|${minorUnits}` : undefined;

/** A bank id that occurs twice in a file with the same amount is one transaction. */
function claimRepeated(rows: readonly StatementRow[], found: Map<StatementRow, Found>): void {
  const seen = new Set<string>();
  for (const row of rows) {
    const key = idAndAmount(row.bankId, row.minorUnits);
    if (key === undefined) continue;
    if (seen.has(key) && !found.has(row)) found.set(row, { state: RowState.DUPLICATE, id: undefined });
    seen.add(key);
  }
}

/** Claims rows that the user left out of earlier imports. */
export function claimLeftOut(
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

/** Claims rows with other cells but the date and amount of an unclaimed imported transaction, unless both have a bank id. */
export function claimPossible(
  rows: readonly StatementRow[],
  imported: readonly Existing[],
  found: Map<StatementRow, Found>,
  claimed: Set<Existing>,
): void {
  const keyOf = (date: string, minorUnits: bigint) => `${date}|${minorUnits}`;
  const free = Map.groupBy(
    imported.filter((one) => !claimed.has(one)),
    ({ date, minorUnits }) => keyOf(date, minorUnits),
  );
  for (const row of rows) {
    if (found.has(row)) continue;
    const candidates = free.get(keyOf(row.date, row.minorUnits));
    const at = candidates?.findIndex(({ bankId }) => !bankId || !row.bankId) ?? -1;
    const [same] = at < 0 ? [] : candidates!.splice(at, 1);
    if (same) found.set(row, { state: RowState.POSSIBLE_DUPLICATE, id: same.id });
  }
}

/** Key of rows from before raw cells were stored. */
const contentKey = ({ date, minorUnits, payee, note }: StatementRow): string =>
  createHash('sha256')
    .update(JSON.stringify([date, minorUnits.toString(), payee, note]))
    .digest('base64url');
