/** The content of budgets' documents: counts of writes, which depend on batches and not on events, are left out. */
import type { Document } from 'mongodb';

const asText = (_: string, value: unknown) => (typeof value === 'bigint' ? `${value}` : value);

/** Fields and sums in the order of their names. A month whose sums came to nothing has no content. */
export function contentOf(collection: string, { revision: _, index: __, ...document }: Document): string[] {
  if (collection.startsWith('daily_sums')) {
    const sums = Object.entries(document['sums']).sort();
    return sums.length === 0 ? [] : [`${document['_id']} ${JSON.stringify(sums, asText)}`];
  }
  return [JSON.stringify(Object.entries(document).sort(), asText)];
}
