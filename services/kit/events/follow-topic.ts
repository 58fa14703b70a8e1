/** Follows a whole topic from some time ago, in a consumer group of its own and without checkpoints: every process follows the session topic. */
import type { DescMessage, MessageShape } from '@bufbuild/protobuf';
import type { EachMessagePayload } from 'kafkajs';
import type { Logger } from '../telemetry/log.ts';
import { uuidv7 } from '../values/ids.ts';
import { RESTARTING, superviseConsumer } from './consumer/supervisor.ts';
import type { Kafka } from './kafka.ts';
import { type ChangeCase, decodeEvent, PoisonEventError, UnknownChangeError } from './subscription.ts';

const FETCH_WAIT_MS = 2_000;

export type TopicFollower = { caughtUp: Promise<void>; stop(): Promise<void> };

/** Calls back with every event since `sinceMs`; `caughtUp` resolves when every event that existed at the start was delivered. */
export async function followTopic<Desc extends DescMessage>(parts: {
  kafka: Kafka;
  process: string;
  topic: string;
  schema: Desc;
  /** The changes that `onEvent` handles. Any other change ends the following. */
  handles: readonly ChangeCase<Desc>[];
  sinceMs: number;
  log: Logger;
  onEvent(event: MessageShape<Desc>): void;
}): Promise<TopicFollower> {
  const { kafka, topic, schema, handles, log } = parts;
  const groupId = `melo.${parts.process}.tail.${uuidv7()}`;
  const admin = kafka.admin();
  await admin.connect();
  const [from, to] = await Promise.all([
    admin.fetchTopicOffsetsByTimestamp(topic, parts.sinceMs),
    admin.fetchTopicOffsets(topic),
  ]);
  const ends = new Map(to.map(({ partition, high }) => [partition, BigInt(high)]));
  const starts = from.map(({ partition, offset }) => ({
    partition,
    offset: BigInt(offset) < 0n ? ends.get(partition)! : BigInt(offset),
  }));
  const behind = new Set(
    starts.filter(({ partition, offset }) => offset < ends.get(partition)!).map(({ partition }) => partition),
  );
  const caughtUp = Promise.withResolvers<void>();
  if (behind.size === 0) caughtUp.resolve();

  const consumer = kafka.consumer({
    groupId,
    sessionTimeout: 10_000,
    heartbeatInterval: 3_000,
    maxWaitTimeInMs: FETCH_WAIT_MS,
    allowAutoTopicCreation: false,
    retry: RESTARTING,
  });
  const next = new Map(starts.map(({ partition, offset }) => [partition, offset]));
  consumer.on(consumer.events.GROUP_JOIN, () => {
    for (const [partition, offset] of next) consumer.seek({ topic, partition, offset: offset.toString() });
  });
  const eachMessage = async ({ partition, message }: EachMessagePayload): Promise<void> => {
    const offset = BigInt(message.offset);
    // Until the seek takes effect, older events may arrive. They are ignored.
    if (offset < (next.get(partition) ?? 0n)) return;
    const event = decodeEvent({ schema, handles }, message);
    if (event instanceof UnknownChangeError) throw event;
    if (event instanceof PoisonEventError)
      log.error(
        { event: 'event_unreadable', topic, partition, offset: message.offset, err: event },
        'An event cannot be decoded.',
      );
    else if (event) parts.onEvent(event as MessageShape<Desc>);
    next.set(partition, offset + 1n);
    if (offset + 1n >= (ends.get(partition) ?? 0n)) behind.delete(partition);
    if (behind.size === 0) caughtUp.resolve();
  };
  const running = await superviseConsumer({
    consumer,
    topics: [topic],
    log,
    run: () => consumer.run({ autoCommit: false, eachMessage }),
  });
  return {
    caughtUp: caughtUp.promise,
    async stop() {
      await running.stop();
      await admin.deleteGroups([groupId]).catch(() => {});
      await admin.disconnect();
    },
  };
}
