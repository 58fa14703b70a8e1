/** Applies the dead letters of a process again: `main.ts redrive`. */
import type { Message } from '@bufbuild/protobuf';
import type { CheckpointStore, DeadLetter } from '../store/checkpoints.ts';
import { deadTopic, type Kafka } from './kafka.ts';
import { readTopic } from './read-topic.ts';
import { decodeEvent, isPoisonEvent, PoisonEventError, type Subscription, UnknownChangeError } from './subscription.ts';

/** `cause` says why an event is still a dead letter; undefined when it was applied. */
export type RedriveResult = { readonly deadLetter: DeadLetter; readonly cause: string | undefined };

/** Applies exactly what is recorded as a dead letter, in the order of sequences. What fails again stays recorded. */
export async function redriveDeadLetters(parts: {
  kafka: Kafka;
  process: string;
  subscriptions: readonly Subscription[];
  checkpoints: CheckpointStore;
}): Promise<RedriveResult[]> {
  const { kafka, process, subscriptions, checkpoints } = parts;
  const results: RedriveResult[] = [];
  const byTopic = Map.groupBy(await checkpoints.deadLetters(), ({ topic }) => topic);
  for (const subscription of subscriptions) {
    const deadLetters = (byTopic.get(subscription.topic) ?? []).toSorted((a, b) => (a.sequence < b.sequence ? -1 : 1));
    if (deadLetters.length === 0) continue;
    const values = await readDeadTopic(kafka, subscription.topic, process);
    for (const deadLetter of deadLetters) {
      const value = values.get(`${deadLetter.partition}/${deadLetter.offset}`);
      results.push({ deadLetter, cause: await redrive(subscription, deadLetter, value) });
    }
  }
  return results;
}

/** Returns why the event cannot be applied; undefined when it was. */
async function redrive(
  subscription: Subscription,
  { topic, partition, offset }: DeadLetter,
  value: Buffer | undefined,
): Promise<string | undefined> {
  if (!value) return 'is no longer in the topic of dead letters';
  const event = decodeEvent(subscription, { value });
  if (event === undefined) return 'is empty';
  if (event instanceof PoisonEventError || event instanceof UnknownChangeError) return event.message;
  const batch = { topic, partition, events: [{ event: event as Message, offset }], nextOffset: offset + 1n };
  try {
    await subscription.apply({ ...batch, redriven: true });
    return undefined;
  } catch (error) {
    if (isPoisonEvent(error)) return error.message;
    throw error;
  }
}

/** Bytes of dead letters by `partition/offset` in the topic they came from. */
async function readDeadTopic(kafka: Kafka, topic: string, process: string): Promise<Map<string, Buffer>> {
  const values = new Map<string, Buffer>();
  await readTopic(kafka, deadTopic(topic, process), ({ value, headers }) => {
    if (value) values.set(`${headers?.['partition']}/${headers?.['offset']}`, value);
  });
  return values;
}
