/** For tests: what the store holds of a household's spending. */
import assert from 'node:assert/strict';
import { MongoClient } from 'mongodb';
import { type FactDocument, type HouseholdDocument, type MonthDocument, toFact } from '../rows.ts';
import { sumsOf } from '../spending/daily-sums.ts';
import type { Fact } from '../spending/entry.ts';

type StoredSpending = {
  readonly facts: readonly Fact[];
  /** By month and key; months without spending are left out. */
  readonly sums: Readonly<Record<string, Readonly<Record<string, bigint>>>>;
  readonly index: HouseholdDocument['index'];
};

export async function storedSpending(url: string, household: string): Promise<StoredSpending> {
  const client = await MongoClient.connect(url, { useBigInt64: true });
  try {
    const db = client.db();
    const own = { household_id: household };
    const months = await db.collection<MonthDocument>('daily_sums').find(own).toArray();
    const known = await db.collection<HouseholdDocument>('household_copy').findOne({ _id: household });
    return {
      facts: (await db.collection<FactDocument>('fact').find(own).toArray()).map(toFact),
      sums: Object.fromEntries(
        months.filter(({ sums }) => Object.keys(sums).length > 0).map(({ _id, sums }) => [_id, sums]),
      ),
      index: known?.index,
    };
  } finally {
    await client.close();
  }
}

/** The stored sums are exactly what the stored facts add up to, and the household's index lists all their months. */
export async function assertSumsAreFacts(url: string, household: string): Promise<readonly Fact[]> {
  const { facts, sums, index } = await storedSpending(url, household);
  const expected = [...sumsOf(facts)].map(([id, own]) => [id, Object.fromEntries(own)] as const);
  assert.deepEqual(sums, Object.fromEntries(expected));
  const listed = new Set(index?.months);
  for (const [id] of expected) assert.ok(listed.has(id.split('|')[1]!), `${id} is listed`);
  return facts;
}
