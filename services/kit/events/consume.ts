/** Consumers: batches of a topic's events applied together with their watermark, each effect exactly once. */
import { setTimeout as delay } from 'node:timers/promises';
import { type DescMessage, fromBinary, type Message, type MessageShape } from '@bufbuild/protobuf';
import type { EachBatchPayload, KafkaMessage, TopicPartitionOffset } from 'kafkajs';
import type { Logger } from '../log.ts';
import { inSpan, SpanKind } from '../telemetry.ts';
import { unframe } from './frame.ts';
import { deadTopic, type Kafka, openDeadLetters } from './kafka.ts';

const SESSION_TIMEOUT_MS = 6_000;
const HEARTBEAT_MS = 1_500;
/** Longest a fetch waits for new events; it answers at once when there are some. */
const FETCH_WAIT_MS = 2_000;
/** How often Kafka is told what was applied; only who looks at the lag needs to know. */
const SHOW_LAG_MS = 1_000;
/** Longest a batch waits for positions to be read, well within a session. */
const POSITIONS_WAIT_MS = 1_000;
const BACKOFF_MS = [100, 500, 1_000, 2_000, 5_000] as const;

const backoff = (tries: number): number => BACKOFF_MS[Math.min(tries, BACKOFF_MS.length - 1)]!;

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

/** Events of one partition, with growing sequences; `nextOffset` is where the partition goes on. */
export type Batch<Event> = {
  readonly topic: string;
  readonly partition: number;
  readonly events: readonly Received<Event>[];
  readonly nextOffset: bigint;
  /** Where the store stood just now, when that is known; what is applied checks it again wherever another may have moved it. */
  readonly before?: Position;
  /** These were set aside: they take effect though the watermark has passed them, and are no longer recorded as skipped. */
  readonly redriven?: true;
};

/** How far a store has applied a partition. */
export type Position = { readonly sequence: bigint; readonly nextOffset: bigint };

export type Skipped = {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
  /** Whose event it is: the record's key, by which topics of a household's resources are kept; empty when it had none. */
  readonly key: string;
  readonly sequence: bigint;
  readonly cause: string;
};

/** How current and how whole figures are that were derived from a topic. */
export type Freshness = {
  /** Largest sequence applied of the topic. */
  readonly asOfSequence: bigint;
  /** Events of the household, of whatever topic, were set aside, or events of which nobody knows whose they are. */
  readonly incomplete: boolean;
};

/** What a consumer needs of a store. */
export type Positions = {
  position(topic: string, partition: number): Promise<Position | undefined>;
  /** Records an event that could not be applied, beside the watermark. */
  skip(skipped: Skipped): Promise<void>;
  /** What is recorded so, in the order of topics and offsets. */
  skipped(): Promise<Skipped[]>;
  /** Gives one up for good: it was no event of ours. False when it is not recorded. */
  forget(place: Pick<Skipped, 'topic' | 'partition' | 'offset'>): Promise<boolean>;
  freshness(topic: string, household: string): Promise<Freshness>;
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
export class UnknownChange extends Error {}

export type Consuming = { healthy(): boolean; stop(): Promise<void> };

export async function startConsumer(parts: {
  kafka: Kafka;
  process: string;
  /** Consumer group, when it is not that of the process that serves. */
  group?: string;
  subscriptions: readonly Subscription[];
  positions: Positions;
  log: Logger;
}): Promise<Consuming> {
  const { kafka, subscriptions, positions, log } = parts;
  const consumer = kafka.consumer({
    groupId: parts.group ?? `melo.${parts.process}`,
    sessionTimeout: SESSION_TIMEOUT_MS,
    heartbeatInterval: HEARTBEAT_MS,
    maxWaitTimeInMs: FETCH_WAIT_MS,
    allowAutoTopicCreation: false,
    // kafkajs gives up after some retries of a broken connection; a consumer of ours never does.
    retry: { initialRetryTime: 100, maxRetryTime: 2_000, retries: 5, restartOnFailure: async () => true },
  });
  const dead = openDeadLetters(kafka);
  /** Partitions that cannot go on, with how often they were tried. */
  const failures = new Map<string, number>();
  const halted = new Set<string>();
  const resumptions = new Set<NodeJS.Timeout>();
  /** Where each partition goes on after what was applied since it was assigned. */
  const reached = new Map<string, bigint>();
  /** What Kafka has not been told of it yet. */
  const unshown = new Map<string, TopicPartitionOffset>();
  /** Events set aside of batches that are still being tried, so that another try does not set them aside again. */
  const aside = new Set<string>();
  let generation = 0;
  let positioned = false;
  let seeking = Promise.resolve();

  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
    generation += 1;
    positioned = false;
    halted.clear();
    failures.clear();
    reached.clear();
    unshown.clear();
    seeking = seekAll(payload.memberAssignment, generation);
  });

  /** The store says where to go on, else the topic's start; Kafka's own offsets only show the lag. */
  async function seekAll(assigned: Readonly<Record<string, readonly number[]>>, mine: number): Promise<void> {
    for (let tries = 0; mine === generation; tries++) {
      try {
        for (const [topic, partitions] of Object.entries(assigned)) {
          for (const partition of partitions) {
            const stored = await positions.position(topic, partition);
            if (mine !== generation) return;
            const place = { topic, partition, offset: String(stored?.nextOffset ?? 0n) };
            consumer.seek(place);
            // Where nothing new comes, Kafka would else show a lag that a crash has left.
            if (stored) unshown.set(`${topic}/${partition}`, place);
          }
        }
        positioned = true;
        return;
      } catch (error) {
        log.warn({ err: error, tries }, 'positions cannot be read; trying again');
        await delay(backoff(tries), undefined, { ref: false });
      }
    }
  }

  async function showLag(): Promise<void> {
    const stand = [...unshown.values()];
    unshown.clear();
    if (stand.length === 0) return;
    await consumer.commitOffsets(stand).catch((error) => log.debug({ err: error }, 'offsets not committed'));
  }

  /**
   * A batch that fails is fetched again after a pause: kafkajs answers the group and serves the other partitions
   * only while no batch is held back.
   */
  async function eachBatch({ batch, heartbeat, isStale, resolveOffset, pause }: EachBatchPayload): Promise<void> {
    const { topic, partition } = batch;
    if (!positioned) await Promise.race([seeking, delay(POSITIONS_WAIT_MS, undefined, { ref: false })]);
    if (!positioned) return holdBack(pause, 0);
    const subscription = subscriptions.find((one) => one.topic === topic);
    if (!subscription || isStale()) return;
    const key = `${topic}/${partition}`;
    const beat = setInterval(() => void heartbeat().catch(() => {}), HEARTBEAT_MS);
    try {
      const before = await positions.position(topic, partition);
      if (wentBack(topic, partition, before)) return;
      await applyBatch(subscription, topic, partition, batch.messages, before, resolveOffset);
      resolveOffset(batch.lastOffset());
      const nextOffset = BigInt(batch.lastOffset()) + 1n;
      reached.set(key, nextOffset);
      unshown.set(key, { topic, partition, offset: String(nextOffset) });
      failures.delete(key);
      halted.delete(key);
      for (const { offset } of batch.messages) aside.delete(`${key}/${offset}`);
    } catch (error) {
      const tries = failures.get(key) ?? 0;
      failures.set(key, tries + 1);
      const unknown = error instanceof UnknownChange;
      if (unknown) halted.add(key);
      log[unknown ? 'error' : 'warn'](
        { err: error, topic, partition, tries },
        'events cannot be applied; trying again',
      );
      holdBack(pause, tries);
    } finally {
      clearInterval(beat);
    }
  }

  /** A store that was restored, or lost what it had acknowledged, simply catches up: its partition is read from where it stands. */
  function wentBack(topic: string, partition: number, stored: Position | undefined): boolean {
    const expected = reached.get(`${topic}/${partition}`);
    const nextOffset = stored?.nextOffset ?? 0n;
    if (expected === undefined || nextOffset >= expected) return false;
    const places = { nextOffset: String(nextOffset), expected: String(expected) };
    log.error({ topic, partition, ...places }, 'the store has gone back; reading again from where it stands');
    reached.delete(`${topic}/${partition}`);
    consumer.seek({ topic, partition, offset: String(nextOffset) });
    return true;
  }

  function holdBack(pause: () => () => void, tries: number): void {
    const resume = pause();
    const timer = setTimeout(() => {
      resumptions.delete(timer);
      resume();
    }, backoff(tries));
    resumptions.add(timer);
  }

  async function applyBatch(
    subscription: Subscription,
    topic: string,
    partition: number,
    messages: readonly KafkaMessage[],
    before: Position | undefined,
    resolveOffset: (offset: string) => void,
  ): Promise<void> {
    const events: Received<Message>[] = [];
    let unknown: UnknownChange | undefined;
    let lastSequence = -1n;
    let nextOffset = BigInt(messages[0]!.offset);
    for (const message of messages) {
      const decoded = decode(subscription.schema, message);
      if (decoded instanceof UnknownChange) {
        unknown = decoded;
        break;
      }
      if (decoded instanceof Poison) await setAside(topic, partition, message, 0n, decoded);
      else if (decoded) {
        const { sequence } = decoded as AnyEvent;
        // A relay that died before it marked its events sent has published them again, maybe into this very batch.
        if (sequence > lastSequence) events.push({ event: decoded, offset: BigInt(message.offset) });
        if (sequence > lastSequence) lastSequence = sequence;
      }
      nextOffset = BigInt(message.offset) + 1n;
    }
    const batch = { topic, partition, events, nextOffset, ...(before && { before }) };
    const parent = messages[0]?.headers?.['traceparent']?.toString();
    const count = { 'messaging.batch.message_count': events.length };
    await inSpan(`${topic} apply`, SpanKind.CONSUMER, parent, count, async () => {
      try {
        if (!unknown || events.length > 0) await subscription.apply(batch);
      } catch (error) {
        if (!(error instanceof Poison)) throw error;
        await applySingly(subscription, batch, messages);
      }
    });
    if (!unknown) return;
    // What stands before the unknown change is done.
    if (nextOffset > BigInt(messages[0]!.offset)) resolveOffset(String(nextOffset - 1n));
    throw unknown;
  }

  /** One event in the batch is poison: the others go on. */
  async function applySingly(
    subscription: Subscription,
    { before: _, ...batch }: Batch<Message>,
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
    await subscription.apply({ ...batch, events: [] });
  }

  async function setAside(
    topic: string,
    partition: number,
    message: KafkaMessage,
    sequence: bigint,
    cause: Poison,
  ): Promise<void> {
    const id = `${topic}/${partition}/${message.offset}`;
    if (aside.has(id)) return;
    log.error({ topic, partition, offset: message.offset, err: cause }, 'event set aside');
    const headers = {
      ...message.headers,
      cause: cause.message,
      sequence: String(sequence),
      offset: message.offset,
      partition: String(partition),
    };
    await dead.connect();
    await dead.send({
      topic: deadTopic(topic, parts.process),
      acks: -1,
      messages: [{ key: message.key, value: message.value, headers }],
    });
    const key = message.key?.toString() ?? '';
    await positions.skip({ topic, partition, offset: BigInt(message.offset), key, sequence, cause: cause.message });
    aside.add(id);
  }

  await consumer.connect();
  await consumer.subscribe({ topics: subscriptions.map(({ topic }) => topic), fromBeginning: true });
  await consumer.run({ eachBatch, eachBatchAutoResolve: false, autoCommit: false, partitionsConsumedConcurrently: 2 });
  const showing = setInterval(() => void showLag(), SHOW_LAG_MS);
  return {
    healthy: () => halted.size === 0,
    async stop() {
      generation += 1;
      for (const timer of resumptions) clearTimeout(timer);
      clearInterval(showing);
      await showLag();
      await consumer.disconnect();
      await dead.disconnect();
    },
  };
}

/** The event, undefined for a tombstone, Poison when it can never be read, UnknownChange when this process is too old for it. */
export function decode(
  schema: DescMessage,
  { value }: Pick<KafkaMessage, 'value'>,
): Message | Poison | UnknownChange | undefined {
  if (!value) return undefined;
  let event: AnyEvent;
  try {
    event = fromBinary(schema, unframe(value).payload) as unknown as AnyEvent;
  } catch (error) {
    return new Poison(`cannot be decoded: ${error instanceof Error ? error.message : error}`);
  }
  if (event.change.case === undefined) return new UnknownChange(`event ${event.eventId} has a change unknown here`);
  return event;
}
