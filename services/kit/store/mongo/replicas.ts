/** Local copies of other services' resources in MongoDB. */
import type { Collection, Filter, UpdateFilter } from 'mongodb';
import { isDuplicate } from './driver.ts';

/** Writes a replica only when it is newer; an older one finds its own ID taken and changes nothing. */
export async function putNewer<Replica extends { _id: string; version: bigint }>(
  collection: Collection<Replica>,
  { _id, version, ...fields }: Replica,
): Promise<void> {
  try {
    const older = { _id, version: { $lt: version } } as unknown as Filter<Replica>;
    await collection.updateOne(older, { $set: { ...fields, version } } as unknown as UpdateFilter<Replica>, {
      upsert: true,
    });
  } catch (error) {
    if (!isDuplicate(error)) throw error;
  }
}
