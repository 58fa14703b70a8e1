/** Which rows are known already: each transaction and each row that was left out before stands for one row. */
import { createHash } from 'node:crypto';
import { RowState } from '#gen/melo/transactions/v1/import_pb.ts';
import type { StatementRow } from '../formats/statement.ts';
import type { Existing, LeftOut, Matched } from './types.ts';

/** What a row was found to be, and the transaction it is like. */
export type Found = { readonly state: Matched['state']; readonly id: string | undefined };

/** Rows that are here already. Each existing transaction stands for one row. */
export function claimSame(
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

/** Other cells, but date and amount of an imported transaction that no row claimed; ids of the bank must not contradict. */
export function claimPossible(
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

/** The key of rows that were imported before their raw cells were kept. */
const contentKey = ({ date, minorUnits, payee, note }: StatementRow): string =>
  createHash('sha256')
    .update(JSON.stringify([date, minorUnits.toString(), payee, note]))
    .digest('base64url');
