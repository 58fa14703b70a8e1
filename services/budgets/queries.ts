/** Reads what is derived from topics: facts, categories and time zones. */
import type { Database } from './database.ts';
import { type CategoryReplica, toCategory, toFact } from './rows.ts';
import type { Fact } from './spending/entry.ts';

export const queries = ({ facts, categories, households }: Database) => ({
  /** Facts of a household from one day to another. */
  async facts(household: string, from: string, to: string): Promise<Fact[]> {
    return (await facts.find({ household_id: household, date: { $gte: from, $lte: to } }).toArray()).map(toFact);
  },
  /** Facts of transactions. */
  async factsOf(transactionIds: readonly string[]): Promise<Fact[]> {
    return (await facts.find({ _id: { $in: [...transactionIds] } }).toArray()).map(toFact);
  },
  async categories(household: string): Promise<CategoryReplica[]> {
    return (await categories.find({ household_id: household }).toArray()).map(toCategory);
  },
  /** IANA name of the household's time zone; UTC until an event of the household was applied. */
  async timeZone(household: string): Promise<string> {
    return (await households.findOne({ _id: household }))?.time_zone ?? 'UTC';
  },
});
