/** Daily sums in MongoDB: one document per household and month, which says what the facts of the month add up to. */
import type { AnyBulkWriteOperation } from 'mongodb';
import type { Database } from './database.ts';
import { type MonthDocument, toFact, toMonthSums, UNKNOWN_HOUSEHOLD } from './rows.ts';
import {
  type MonthId,
  type MonthSums,
  parseMonthId,
  type SumKey,
  type SumsByMonth,
  sumsOf,
} from './spending/daily-sums.ts';

/** A month that `writer` moves transactions to others from. */
export type StaleMonth = { readonly household: string; readonly month: string; readonly writer: string };

/** Attempts to sum a month whose sums others write at the same time. */
const MAX_SUM_ATTEMPTS = 20;

/** Months by ID, also those without sums. */
export async function readMonths({ sums }: Database, ids: readonly MonthId[]): Promise<Map<MonthId, MonthSums>> {
  const months = new Map<MonthId, MonthSums>(ids.map((id) => [id, { id, revision: 0n, sums: new Map() }]));
  if (ids.length === 0) return months;
  for (const found of await sums.find({ _id: { $in: [...ids] } }).toArray()) months.set(found._id, toMonthSums(found));
  return months;
}

/** Lists months in their households' index, before they have sums. */
export async function listMonths({ households }: Database, ids: readonly MonthId[]): Promise<void> {
  const byHousehold = Map.groupBy(ids.map(parseMonthId), ({ household }) => household);
  await Promise.all(
    [...byHousehold].map(([household, own]) => {
      const listed = { $addToSet: { 'index.months': { $each: own.map(({ month }) => month) } } };
      return households.updateOne({ _id: household }, { ...listed, $setOnInsert: UNKNOWN_HOUSEHOLD }, { upsert: true });
    }),
  );
}

/** Marks months that transactions are about to leave. `writer` tells apart who is to mark them as current again. */
export async function markStale(
  { households }: Database,
  ids: readonly MonthId[],
  writer: string,
): Promise<StaleMonth[]> {
  const stale = ids.map((id) => ({ ...parseMonthId(id), writer }));
  await Promise.all(
    marksOf(stale).map(([household, marks]) =>
      households.updateOne({ _id: household }, { $addToSet: { 'index.stale': { $each: marks } } }),
    ),
  );
  return stale;
}

/** Marked months of households. */
export async function staleMonths({ households }: Database, ids: readonly string[]): Promise<StaleMonth[]> {
  const found = await households.find({ _id: { $in: [...ids] } }).toArray();
  return found.flatMap(({ _id: household, index }) =>
    (index?.stale ?? []).map((text) => {
      const [month, writer] = text.split('|') as [string, string];
      return { household, month, writer };
    }),
  );
}

/** The sums of these months are those of their facts. */
export async function markCurrent({ households }: Database, stale: readonly StaleMonth[]): Promise<void> {
  await Promise.all(
    marksOf(stale).map(([household, marks]) =>
      households.updateOne({ _id: household }, { $pull: { 'index.stale': { $in: marks } } }),
    ),
  );
}

/** Marks by household, as its index lists them. */
const marksOf = (stale: readonly StaleMonth[]): [household: string, marks: string[]][] =>
  [...Map.groupBy(stale, ({ household }) => household)].map(([household, own]) => [
    household,
    own.map(({ month, writer }) => `${month}|${writer}`),
  ]);

type Deltas = {
  readonly deltas: SumsByMonth;
  readonly months: ReadonlyMap<MonthId, MonthSums>;
  readonly left: readonly MonthId[];
};

/**
 * Whether all sums were written, and each on the revision that was read. Months that transactions leave come first: a reader in
 * between may miss spending, but counts none twice.
 */
export async function putDeltas({ sums }: Database, { deltas, months, left }: Deltas): Promise<boolean> {
  const ids = [...left.filter((id) => deltas.has(id)), ...[...deltas.keys()].filter((id) => !left.includes(id))];
  if (ids.length === 0) return true;
  const writes = ids.map((id) => sumWrite(months.get(id)!, deltas.get(id)!));
  const { matchedCount, upsertedCount } = await sums.bulkWrite(writes);
  const known = ids.filter((id) => months.get(id)!.revision > 0n).length;
  return matchedCount === known && upsertedCount === ids.length - known;
}

function sumWrite(month: MonthSums, delta: ReadonlyMap<SumKey, bigint>): AnyBulkWriteOperation<MonthDocument> {
  const { id: _id, revision } = month;
  if (revision === 0n) return insertion(_id, delta);
  const set: Record<string, bigint> = { revision: revision + 1n };
  const unset: Record<string, 1> = {};
  for (const [key, added] of delta) {
    const sum = (month.sums.get(key) ?? 0n) + added;
    if (sum === 0n) unset[`sums.${key}`] = 1;
    else set[`sums.${key}`] = sum;
  }
  const update = { $set: set, ...(Object.keys(unset).length > 0 && { $unset: unset }) };
  return { updateOne: { filter: { _id, revision }, update } };
}

const insertion = (_id: MonthId, sums: ReadonlyMap<SumKey, bigint>): AnyBulkWriteOperation<MonthDocument> => ({
  updateOne: {
    filter: { _id },
    update: {
      $setOnInsert: { household_id: parseMonthId(_id).household, revision: 1n, sums: Object.fromEntries(sums) },
    },
    upsert: true,
  },
});

/** Sums the facts of months anew. The revision is read before the facts, so that no sums of older facts replace newer ones. */
export async function sumMonths(database: Database, ids: readonly MonthId[]): Promise<void> {
  await listMonths(database, ids);
  for (const id of ids) {
    for (let attempt = 1; !(await sumMonth(database, id)); attempt++)
      if (attempt === MAX_SUM_ATTEMPTS)
        throw new Error('The sums of a month kept changing while its facts were summed.');
  }
}

/** False when the sums were written in the meantime. */
async function sumMonth(database: Database, id: MonthId): Promise<boolean> {
  const { household, month } = parseMonthId(id);
  const { revision } = (await readMonths(database, [id])).get(id)!;
  const found = database.facts.find({ household_id: household, date: { $gte: `${month}-01`, $lte: `${month}-31` } });
  const sums = sumsOf((await found.toArray()).map(toFact)).get(id) ?? new Map<SumKey, bigint>();
  if (revision === 0n) return (await database.sums.bulkWrite([insertion(id, sums)])).upsertedCount === 1;
  const next = { revision: revision + 1n, sums: Object.fromEntries(sums) };
  return (await database.sums.updateOne({ _id: id, revision }, { $set: next })).matchedCount === 1;
}
