/**
 * Writes facts with their daily sums. There is no transaction over both, so facts are written first, each only on the version that
 * was read, and then the sums, each only on the revision that was read before. Whoever finds another version or revision sums the
 * month's facts anew; after a crash in between, so does the batch that is applied again.
 */
import { randomUUID } from 'node:crypto';
import type { AnyBulkWriteOperation } from 'mongodb';
import type { Database } from './database.ts';
import { type FactDocument, fromFact, toFact } from './rows.ts';
import { deltasOf, type FactChange, type MonthId, type MonthSums, monthId, monthIdOf } from './spending/daily-sums.ts';
import type { Fact } from './spending/entry.ts';
import { listMonths, markCurrent, markStale, putDeltas, type StaleMonth, staleMonths, sumMonths } from './sums.ts';

/** Newer versions of facts, at most one per transaction, and the sums of all their months as they were read before. */
export type NewFacts = {
  readonly changes: readonly FactChange[];
  readonly months: ReadonlyMap<MonthId, MonthSums>;
};

export const factCommits = (database: Database) => ({
  async recordFacts({ changes, months }: NewFacts): Promise<void> {
    if (changes.length === 0) return;
    const deltas = deltasOf(changes);
    await listMonths(
      database,
      [...deltas.keys()].filter((id) => months.get(id)!.revision === 0n),
    );
    const { isAsRead, touched, left, stale } = await writeFacts(database, changes);
    if (!(isAsRead && (await putDeltas(database, { deltas, months, left })))) await sumMonths(database, touched);
    await markCurrent(database, stale);
  },

  /** Sums the months of these facts anew, and those that other transactions of their households were leaving. */
  async sumAnew(facts: readonly Fact[]): Promise<void> {
    const stale = await staleMonths(database, [...new Set(facts.map(({ householdId }) => householdId))]);
    const left = stale.map(({ household, month }) => monthId(household, month));
    await sumMonths(database, [...new Set([...facts.map(monthIdOf), ...left])]);
    await markCurrent(database, stale);
  },
});

type WrittenFacts = {
  /** Each fact was written on the version that the changes name. */
  readonly isAsRead: boolean;
  /** Months whose facts were written. */
  readonly touched: readonly MonthId[];
  /** Months that transactions have left for another. */
  readonly left: readonly MonthId[];
  /** These months, as they are marked. */
  readonly stale: readonly StaleMonth[];
};

/** Writes facts until each is stored, or a newer one. Where others have written meanwhile, the new versions are read first. */
async function writeFacts(database: Database, changes: readonly FactChange[]): Promise<WrittenFacts> {
  const touched = new Set<MonthId>();
  const left = new Set<MonthId>();
  const stale: StaleMonth[] = [];
  const writer = randomUUID();
  let isAsRead = true;
  for (let open = changes; open.length > 0; isAsRead = false) {
    for (const id of open.flatMap(monthsOf)) touched.add(id);
    const leaving = monthsLeft(open).filter((id) => !left.has(id));
    for (const id of leaving) left.add(id);
    stale.push(...(await markStale(database, leaving, writer)));
    if (await putFacts(database, open)) break;
    open = await stillNewer(database, open);
  }
  return { isAsRead, touched: [...touched], left: [...left], stale };
}

const monthsOf = ({ before, after }: FactChange): MonthId[] => (before ? [before, after] : [after]).map(monthIdOf);

/** Months that a transaction leaves for another. */
const monthsLeft = (changes: readonly FactChange[]): MonthId[] => [
  ...new Set(changes.map(monthsOf).flatMap(([from, to]) => (to === undefined || from === to ? [] : [from!]))),
];

/** Whether each fact was written on the version that was read. */
async function putFacts({ facts }: Database, changes: readonly FactChange[]): Promise<boolean> {
  const writes = changes.map(({ before, after }): AnyBulkWriteOperation<FactDocument> => {
    const _id = after.transactionId;
    return before
      ? { updateOne: { filter: { _id, version: before.version }, update: { $set: fromFact(after) } } }
      : { updateOne: { filter: { _id }, update: { $setOnInsert: fromFact(after) }, upsert: true } };
  });
  const { matchedCount, upsertedCount } = await facts.bulkWrite(writes, { ordered: false });
  const known = changes.filter(({ before }) => before).length;
  return matchedCount === known && upsertedCount === changes.length - known;
}

/** The changes that are newer than what is stored now. */
async function stillNewer({ facts }: Database, changes: readonly FactChange[]): Promise<FactChange[]> {
  const ids = changes.map(({ after }) => after.transactionId);
  const stored = new Map((await facts.find({ _id: { $in: ids } }).toArray()).map((one) => [one._id, toFact(one)]));
  return changes
    .map(({ after }) => ({ before: stored.get(after.transactionId), after }))
    .filter(({ before, after }) => after.version > (before?.version ?? 0n));
}
