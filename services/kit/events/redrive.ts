/** What a process has set aside, and how it takes effect after all: `main.ts skipped` and `main.ts redrive`. */
import type { Positions, Skipped } from './batch.ts';
import { deadTopic, type Kafka } from './kafka.ts';
import { readAll } from './read.ts';
import { decode, isPoison, Poison, type Subscription, UnknownChange } from './subscription.ts';

/** What became of each event: undefined when it has taken effect, else why it has not. */
export type Redriven = { readonly skipped: Skipped; readonly refused: string | undefined };

/** Applies exactly what is recorded as skipped, in the order of sequences; what fails again stays recorded. */
export async function redrive(parts: {
  kafka: Kafka;
  process: string;
  subscriptions: readonly Subscription[];
  positions: Positions;
}): Promise<Redriven[]> {
  const { kafka, subscriptions, positions } = parts;
  const results: Redriven[] = [];
  const byTopic = Map.groupBy(await positions.skipped(), ({ topic }) => topic);
  for (const subscription of subscriptions) {
    const { topic, apply } = subscription;
    const skipped = (byTopic.get(topic) ?? []).toSorted((a, b) => (a.sequence < b.sequence ? -1 : 1));
    if (skipped.length === 0) continue;
    const kept = await deadLetters(kafka, topic, parts.process);
    for (const one of skipped) {
      const { partition, offset } = one;
      const value = kept.get(`${partition}/${offset}`);
      const event = value ? decode(subscription, { value }) : new Poison('is no longer in the topic of dead letters');
      const refused =
        event === undefined || event instanceof Poison || event instanceof UnknownChange
          ? (event?.message ?? 'is empty')
          : await apply({
              topic,
              partition,
              events: [{ event, offset }] as never,
              nextOffset: offset + 1n,
              redriven: true,
            })
              .then(() => undefined)
              .catch((error: unknown) => {
                if (isPoison(error)) return error.message;
                throw error;
              });
      results.push({ skipped: one, refused });
    }
  }
  return results;
}

/** Bytes of set-aside events by `partition/offset` in the topic they came from. */
async function deadLetters(kafka: Kafka, topic: string, process: string): Promise<Map<string, Buffer>> {
  const found = new Map<string, Buffer>();
  await readAll(kafka, deadTopic(topic, process), ({ value, headers }) => {
    if (value) found.set(`${headers?.['partition']}/${headers?.['offset']}`, value);
  });
  return found;
}
