/** Consumers: batches of a topic's events applied together with their checkpoint, each effect exactly once. */
import type { EachBatchPayload } from 'kafkajs';
import type { CheckpointStore } from '../store/checkpoints.ts';
import type { Logger } from '../telemetry/log.ts';
import { backoffMs } from './backoff.ts';
import { type BatchProcessor, createBatchProcessor } from './consumer/batch-processor.ts';
import { createOffsetCommits, type OffsetCommits } from './consumer/offset-commits.ts';
import { openConsumer } from './consumer/open-consumer.ts';
import { createPartitionStates, type PartitionStates, partitionKey } from './consumer/partition-state.ts';
import { createStoreRewinds, type StoreRewinds } from './consumer/store-rewinds.ts';
import { createStoreSeek, type StoreSeek } from './consumer/store-seek.ts';
import { superviseConsumer } from './consumer/supervisor.ts';
import { measureLag } from './consumer/unapplied.ts';
import { type Kafka, openDeadLetters } from './kafka.ts';
import { type Subscription, UnknownChangeError } from './subscription.ts';

const HEARTBEAT_MS = 1_500;
/** Between two checks for a rewind. */
const REWIND_CHECK_MS = 5_000;

export type RunningConsumer = { healthy(): boolean; stop(): Promise<void> };

export type ConsumerOptions = {
  readonly kafka: Kafka;
  readonly process: string;
  /** Consumer group, when it is not that of the process that serves. */
  readonly group?: string;
  readonly subscriptions: readonly Subscription[];
  readonly checkpoints: CheckpointStore;
  readonly log: Logger;
};

export async function startConsumer(options: ConsumerOptions): Promise<RunningConsumer> {
  const { process, subscriptions, checkpoints, log } = options;
  const consumer = openConsumer(options, HEARTBEAT_MS);
  const dead = openDeadLetters(options.kafka);
  const states = createPartitionStates();
  const commits = createOffsetCommits((places) => consumer.commitOffsets(places), log);
  const seek = createStoreSeek({ consumer, checkpoints, states, commits, log });
  const rewinds = createStoreRewinds({ consumer, checkpoints, states, log, seek });
  const processor = createBatchProcessor({ process, checkpoints, dead, log });
  const batches = createBatchHandler({ ...options, processor, states, commits, seek, rewinds });

  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => seek.assigned(payload.memberAssignment));
  const running = await superviseConsumer({
    consumer,
    topics: subscriptions.map(({ topic }) => topic),
    log,
    run: () =>
      consumer.run({
        eachBatch: batches.handle,
        eachBatchAutoResolve: false,
        autoCommit: false,
        partitionsConsumedConcurrently: 2,
      }),
  });
  const stopLag = measureLag(options);
  const checking = setInterval(() => void rewinds.check(), REWIND_CHECK_MS);
  return {
    healthy: () => !states.isHalted(),
    async stop() {
      seek.stop();
      batches.stop();
      clearInterval(checking);
      await stopLag();
      await commits.stop();
      await running.stop();
      await dead.disconnect();
    },
  };
}

type BatchHandlerParts = ConsumerOptions & {
  readonly processor: BatchProcessor;
  readonly states: PartitionStates;
  readonly commits: OffsetCommits;
  readonly seek: StoreSeek;
  readonly rewinds: StoreRewinds;
};

function createBatchHandler(parts: BatchHandlerParts) {
  const { subscriptions, checkpoints, processor, states, commits, seek, rewinds, log } = parts;
  const timers = new Set<NodeJS.Timeout>();

  /** Pauses the partition: kafkajs answers the group and serves the other partitions only while no batch is held back. */
  function pauseFor(ms: number, pause: () => () => void): void {
    const resume = pause();
    const timer = setTimeout(() => {
      timers.delete(timer);
      resume();
    }, ms);
    timers.add(timer);
  }

  /** Applies a batch, unless its partition was reassigned or rewound in the meantime. */
  async function applyBatch({ batch, isStale, resolveOffset }: EachBatchPayload): Promise<void> {
    const { topic, partition, messages } = batch;
    const subscription = subscriptions.find((one) => one.topic === topic);
    if (!subscription || isStale()) return;
    const key = partitionKey(topic, partition);
    const assignment = seek.assignment();
    const checkpoint = states.known(key) ?? (await checkpoints.checkpoint(topic, partition));
    // A rewind was found meanwhile: these records follow the ones that the store lost.
    if (isStale() || rewinds.isRewound(topic, partition, checkpoint?.nextOffset ?? 0n)) return;
    const fetched = { topic, partition, messages, checkpoint, permanentFailures: states.permanentFailures(key) };
    const { applied, unknown } = await processor.apply(subscription, fetched);
    const { nextOffset } = applied;
    if (nextOffset > BigInt(messages[0]!.offset)) resolveOffset(String(nextOffset - 1n));
    if (unknown) throw unknown;
    // Reassigned in the meantime: the new member reads its checkpoint from the store.
    if (assignment !== seek.assignment()) return;
    states.advanced(key, applied);
    commits.record({ topic, partition, offset: String(nextOffset) });
  }

  return {
    /** A batch that fails is fetched again after a pause. */
    async handle(payload: EachBatchPayload): Promise<void> {
      const { batch, heartbeat, pause } = payload;
      const { topic, partition } = batch;
      if (!(await seek.waitUntilPositioned())) return pauseFor(backoffMs(0), pause);
      const beating = setInterval(() => void heartbeat().catch(() => {}), HEARTBEAT_MS);
      try {
        await applyBatch(payload);
      } catch (error) {
        const attempt = states.failed(partitionKey(topic, partition), error);
        log[error instanceof UnknownChangeError ? 'error' : 'warn'](
          { event: 'batch_failed', err: error, topic, partition, attempt },
          'Events cannot be applied; trying again.',
        );
        pauseFor(backoffMs(attempt), pause);
      } finally {
        clearInterval(beating);
      }
    },
    stop(): void {
      for (const timer of timers) clearTimeout(timer);
    },
  };
}
