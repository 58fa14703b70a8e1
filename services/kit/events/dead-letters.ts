/** What a process has set aside, and how it takes effect after all: `main.ts skipped` and `main.ts redrive`. */
import type { CheckpointStore, DeadLetter } from '../store/checkpoints.ts';
import { deadTopic, type Kafka } from './kafka.ts';
import { readTopic } from './read-topic.ts';
import { decodeEvent, isPoisonEvent, PoisonEventError, type Subscription, UnknownChangeError } from './subscription.ts';

/** What became of each event: undefined when it has taken effect, else why it has not. */
export type RedriveResult = { readonly skipped: DeadLetter; readonly refused: string | undefined };

/** Applies exactly what is recorded as skipped, in the order of sequences; what fails again stays recorded. */
export async function redriveDeadLetters(parts: {
  kafka: Kafka;
  process: string;
  subscriptions: readonly Subscription[];
  checkpoints: CheckpointStore;
}): Promise<RedriveResult[]> {
  const { kafka, subscriptions, checkpoints } = parts;
  const results: RedriveResult[] = [];
  const byTopic = Map.groupBy(await checkpoints.deadLetters(), ({ topic }) => topic);
  for (const subscription of subscriptions) {
    const { topic, apply } = subscription;
    const skipped = (byTopic.get(topic) ?? []).toSorted((a, b) => (a.sequence < b.sequence ? -1 : 1));
    if (skipped.length === 0) continue;
    const kept = await deadLetters(kafka, topic, parts.process);
    for (const one of skipped) {
      const { partition, offset } = one;
      const value = kept.get(`${partition}/${offset}`);
      const event = value
        ? decodeEvent(subscription, { value })
        : new PoisonEventError('is no longer in the topic of dead letters');
      const refused =
        event === undefined || event instanceof PoisonEventError || event instanceof UnknownChangeError
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
                if (isPoisonEvent(error)) return error.message;
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
  await readTopic(kafka, deadTopic(topic, process), ({ value, headers }) => {
    if (value) found.set(`${headers?.['partition']}/${headers?.['offset']}`, value);
  });
  return found;
}
