/** Consumers: batches of a topic's events applied together with their watermark, each effect exactly once. */
import { setTimeout as delay } from 'node:timers/promises';
import { type DescMessage, fromBinary, type Message, type MessageShape } from '@bufbuild/protobuf';
import type { EachBatchPayload, KafkaMessage } from 'kafkajs';
import type { Logger } from '../log.ts';
import { inSpan, SpanKind } from '../telemetry.ts';
import { unframe } from './frame.ts';
import { deadTopic, type Kafka, openProducer } from './kafka.ts';

const SESSION_TIMEOUT_MS = 6_000;
const HEARTBEAT_MS = 1_500;
/** Longest a fetch waits for new events; it answers at once when there are some. */
const FETCH_WAIT_MS = 500;
const BACKOFF_MS = [100, 500, 1_000, 2_000, 5_000] as const;

/** Header fields that all events share. */
export type AnyEvent = Message & {
  readonly eventId: string;
  readonly sequence: bigint;
  readonly householdId: string;
  readonly version: bigint;
  readonly change: { case: string | undefined };
  readonly traceparent?: never;
};

export type Received<Event> = { readonly event: Event; readonly offset: bigint };

/** Events of one partition in their order; `nextOffset` is where the partition goes on. */
export type Batch<Event> = {
  readonly topic: string;
  readonly partition: number;
  readonly events: readonly Received<Event>[];
  readonly nextOffset: bigint;
};

/** How far a store has applied a partition. */
export type Position = { readonly sequence: bigint; readonly nextOffset: bigint };

export type Skipped = { topic: string; partition: number; offset: bigint; sequence: bigint; cause: string };

/** What a consumer needs of a store. */
export type Positions = {
  position(topic: string, partition: number): Promise<Position | undefined>;
  /** Records an event that could not be applied, beside the watermark. */
  skip(skipped: Skipped): Promise<void>;
};

export type Subscription<Desc extends DescMessage = DescMessage> = {
  readonly topic: string;
  readonly schema: Desc;
  /** Applies what is newer than the watermark and moves the watermark, atomically. */
  apply(batch: Batch<MessageShape<Desc>>): Promise<void>;
};

/** Keeps a subscription's types together while subscriptions of different events stand in one list. */
export const subscription = <Desc extends DescMessage>(it: Subscription<Desc>): Subscription =>
  it as unknown as Subscription;

/** A failure that would come again however often it is tried: the event is set aside. */
export class Poison extends Error {}

/** An event says something this process does not know yet; it must be deployed before its producer. */
class UnknownChange extends Error {}

export type Consuming = { healthy(): boolean; stop(): Promise<void> };

export async function startConsumer(parts: {
  kafka: Kafka;
  process: string;
  subscriptions: readonly Subscription[];
  positions: Positions;
  log: Logger;
}): Promise<Consuming> {
  const { kafka, subscriptions, positions, log } = parts;
  const consumer = kafka.consumer({
    groupId: `melo.${parts.process}`,
    sessionTimeout: SESSION_TIMEOUT_MS,
    heartbeatInterval: HEARTBEAT_MS,
    maxWaitTimeInMs: FETCH_WAIT_MS,
    allowAutoTopicCreation: false,
    // kafkajs gives up after some retries of a broken connection; a consumer of ours never does.
    retry: { initialRetryTime: 100, maxRetryTime: 2_000, retries: 5, restartOnFailure: async () => true },
  });
  const dead = openProducer(kafka);
  const halted = new Set<string>();
  let positioned = Promise.resolve();

  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
    const assigned = Object.entries(payload.memberAssignment).flatMap(([topic, all]) =>
      all.map((partition) => ({ topic, partition })),
    );
    positioned = seekAll(assigned);
    positioned.catch(() => {});
  });

  /** The store says where to go on; Kafka's own offsets only show the lag. */
  async function seekAll(assigned: readonly { topic: string; partition: number }[]): Promise<void> {
    await forever(
      'finding positions',
      () => true,
      async () => {
        for (const { topic, partition } of assigned) {
          const stored = await positions.position(topic, partition);
          if (stored) consumer.seek({ topic, partition, offset: stored.nextOffset.toString() });
        }
      },
    );
  }

  async function forever(what: string, wanted: () => boolean, work: () => Promise<void>, key?: string): Promise<void> {
    for (let failures = 0; wanted(); failures++) {
      try {
        await work();
        if (key) halted.delete(key);
        return;
      } catch (error) {
        if (error instanceof Poison) throw error;
        if (key && error instanceof UnknownChange) halted.add(key);
        log[error instanceof UnknownChange ? 'error' : 'warn'](
          { err: error, failures },
          `${what} failed; trying again`,
        );
        await delay(BACKOFF_MS[Math.min(failures, BACKOFF_MS.length - 1)]);
      }
    }
  }

  async function eachBatch({ batch, heartbeat, isRunning, isStale, resolveOffset }: EachBatchPayload): Promise<void> {
    await positioned;
    const subscription = subscriptions.find(({ topic }) => topic === batch.topic);
    if (!subscription || isStale()) return;
    const wanted = () => isRunning() && !isStale();
    const key = `${batch.topic}/${batch.partition}`;
    const beat = setInterval(() => void heartbeat().catch(() => {}), HEARTBEAT_MS);
    try {
      await forever(
        `applying ${key}`,
        wanted,
        () => applyBatch(subscription, batch.topic, batch.partition, batch.messages),
        key,
      );
    } finally {
      clearInterval(beat);
    }
    if (wanted()) resolveOffset(batch.lastOffset());
  }

  async function applyBatch(
    subscription: Subscription,
    topic: string,
    partition: number,
    messages: readonly KafkaMessage[],
  ): Promise<void> {
    const events: Received<Message>[] = [];
    for (const message of messages) {
      const decoded = decode(subscription.schema, message);
      if (decoded instanceof Poison) await setAside(topic, partition, message, 0n, decoded);
      else if (decoded) events.push({ event: decoded, offset: BigInt(message.offset) });
    }
    const nextOffset = BigInt(messages.at(-1)!.offset) + 1n;
    const parent = messages[0]?.headers?.['traceparent']?.toString();
    await inSpan(
      `${topic} apply`,
      SpanKind.CONSUMER,
      parent,
      { 'messaging.batch.message_count': events.length },
      async () => {
        try {
          await subscription.apply({ topic, partition, events, nextOffset });
        } catch (error) {
          if (!(error instanceof Poison)) throw error;
          await applySingly(subscription, { topic, partition, events, nextOffset }, messages);
        }
      },
    );
  }

  /** One event in the batch is poison: the others go on. */
  async function applySingly(
    subscription: Subscription,
    batch: Batch<Message>,
    messages: readonly KafkaMessage[],
  ): Promise<void> {
    for (const received of batch.events) {
      const nextOffset = received.offset + 1n;
      try {
        await subscription.apply({ ...batch, events: [received], nextOffset });
      } catch (error) {
        if (!(error instanceof Poison)) throw error;
        const message = messages.find(({ offset }) => BigInt(offset) === received.offset)!;
        await setAside(batch.topic, batch.partition, message, (received.event as AnyEvent).sequence, error);
        await subscription.apply({ ...batch, events: [], nextOffset });
      }
    }
  }

  async function setAside(
    topic: string,
    partition: number,
    message: KafkaMessage,
    sequence: bigint,
    cause: Poison,
  ): Promise<void> {
    log.error({ topic, partition, offset: message.offset, err: cause }, 'event set aside');
    await dead.connect();
    await dead.send({
      topic: deadTopic(topic, parts.process),
      acks: -1,
      messages: [
        {
          key: message.key,
          value: message.value,
          headers: {
            ...message.headers,
            cause: cause.message,
            sequence: String(sequence),
            offset: message.offset,
            partition: String(partition),
          },
        },
      ],
    });
    await positions.skip({ topic, partition, offset: BigInt(message.offset), sequence, cause: cause.message });
  }

  await consumer.connect();
  await consumer.subscribe({ topics: subscriptions.map(({ topic }) => topic), fromBeginning: true });
  await consumer.run({ eachBatch, eachBatchAutoResolve: false, autoCommit: true, partitionsConsumedConcurrently: 2 });
  return {
    healthy: () => halted.size === 0,
    async stop() {
      await consumer.disconnect();
      await dead.disconnect();
    },
  };
}

/** The event, undefined for a tombstone, Poison when it can never be read. Throws when its change is not known here yet. */
export function decode(schema: DescMessage, { value }: Pick<KafkaMessage, 'value'>): Message | Poison | undefined {
  if (!value) return undefined;
  let event: AnyEvent;
  try {
    event = fromBinary(schema, unframe(value).payload) as unknown as AnyEvent;
  } catch (error) {
    return new Poison(`cannot be decoded: ${error instanceof Error ? error.message : error}`);
  }
  if (event.change.case === undefined) throw new UnknownChange(`event ${event.eventId} has a change unknown here`);
  return event;
}
