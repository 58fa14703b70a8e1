/** Consumers: batches of a topic's events applied together with their watermark, each effect exactly once. */
import { setTimeout as delay } from 'node:timers/promises';
import type { EachBatchPayload } from 'kafkajs';
import { isPermanent } from '../rpc/failure.ts';
import type { CheckpointStore } from '../store/checkpoints.ts';
import type { Logger } from '../telemetry/log.ts';
import { createBatchProcessor } from './batch-processor.ts';
import { RESTARTING, superviseConsumer } from './consumer-supervisor.ts';
import { type Kafka, openDeadLetters } from './kafka.ts';
import { createOffsetCommits } from './offset-commits.ts';
import { type Subscription, UnknownChangeError } from './subscription.ts';

const SESSION_TIMEOUT_MS = 6_000;
const HEARTBEAT_MS = 1_500;
/** Longest a fetch waits for new events; it answers at once when there are some. */
const FETCH_WAIT_MS = 2_000;
/** How often the store is asked whether it has gone back, where nothing new comes to show it. */
const LOOK_BACK_MS = 5_000;
/** Longest a batch waits for positions to be read, well within a session. */
const POSITIONS_WAIT_MS = 1_000;
const BACKOFF_MS = [100, 500, 1_000, 2_000, 5_000] as const;

const backoff = (tries: number): number => BACKOFF_MS[Math.min(tries, BACKOFF_MS.length - 1)]!;

export type RunningConsumer = { healthy(): boolean; stop(): Promise<void> };

export async function startConsumer(parts: {
  kafka: Kafka;
  process: string;
  /** Consumer group, when it is not that of the process that serves. */
  group?: string;
  subscriptions: readonly Subscription[];
  checkpoints: CheckpointStore;
  log: Logger;
}): Promise<RunningConsumer> {
  const { kafka, subscriptions, checkpoints, log } = parts;
  const consumer = kafka.consumer({
    groupId: parts.group ?? `melo.${parts.process}`,
    sessionTimeout: SESSION_TIMEOUT_MS,
    heartbeatInterval: HEARTBEAT_MS,
    maxWaitTimeInMs: FETCH_WAIT_MS,
    allowAutoTopicCreation: false,
    retry: RESTARTING,
  });
  const dead = openDeadLetters(kafka);
  const applying = createBatchProcessor({ process: parts.process, checkpoints, dead, log });
  /** Partitions that cannot go on, with how often they were tried. */
  const failures = new Map<string, number>();
  /** How often in a row it was a fault of ours, and no outage. */
  const faults = new Map<string, number>();
  const halted = new Set<string>();
  const resumptions = new Set<NodeJS.Timeout>();
  /** Where each partition goes on after what was applied since it was assigned. */
  const reached = new Map<string, bigint>();
  const lag = createOffsetCommits((places) => consumer.commitOffsets(places), log);
  let generation = 0;
  let positioned = false;
  let seeking = Promise.resolve();
  let looking = false;

  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
    generation += 1;
    positioned = false;
    halted.clear();
    failures.clear();
    faults.clear();
    reached.clear();
    lag.forget();
    seeking = seekAll(payload.memberAssignment, generation);
  });

  /** The store says where to go on, else the topic's start; Kafka's own offsets only show the lag. */
  async function seekAll(assigned: Readonly<Record<string, readonly number[]>>, mine: number): Promise<void> {
    for (let tries = 0; mine === generation; tries++) {
      try {
        const stored = await offsets();
        if (mine !== generation) return;
        for (const [topic, partitions] of Object.entries(assigned)) {
          for (const partition of partitions) {
            const nextOffset = stored.get(`${topic}/${partition}`);
            const place = { topic, partition, offset: String(nextOffset ?? 0n) };
            consumer.seek(place);
            if (nextOffset === undefined) continue;
            reached.set(`${topic}/${partition}`, nextOffset);
            // Where nothing new comes, Kafka would else show a lag that a crash has left.
            lag.stands(place);
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

  /** Where each partition goes on, by `topic/partition`. */
  async function offsets(): Promise<Map<string, bigint>> {
    const standing = await checkpoints.checkpoints();
    return new Map(standing.map(({ topic, partition, nextOffset }) => [`${topic}/${partition}`, nextOffset]));
  }

  /** Looks whether the store has gone back in any partition; what cannot be asked now is asked the next time. */
  async function lookBack(): Promise<void> {
    if (looking || !positioned) return;
    looking = true;
    const mine = generation;
    // As it was before the store is asked: what is applied meanwhile is no step back.
    const expected = [...reached];
    try {
      const stored = await offsets();
      if (mine !== generation) return;
      for (const [key, offset] of expected) {
        const [topic, partition] = key.split('/') as [string, string];
        wentBack(topic, Number(partition), stored.get(key) ?? 0n, offset);
      }
    } catch (error) {
      log.debug({ err: error }, 'positions cannot be read');
    } finally {
      looking = false;
    }
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
    const mine = generation;
    const beat = setInterval(() => void heartbeat().catch(() => {}), HEARTBEAT_MS);
    try {
      const before = await checkpoints.checkpoint(topic, partition);
      // Another look has found meanwhile that the store went back: these records stand behind what it lost.
      if (isStale()) return;
      if (wentBack(topic, partition, before?.nextOffset ?? 0n, reached.get(key))) return;
      const fetched = { topic, partition, messages: batch.messages, before, faults: faults.get(key) ?? 0 };
      const { nextOffset, unknown } = await applying.apply(subscription, fetched);
      if (nextOffset > BigInt(batch.messages[0]!.offset)) resolveOffset(String(nextOffset - 1n));
      if (unknown) throw unknown;
      // Assigned anew meanwhile: whose it is now finds in the store where it stands.
      if (mine !== generation) return;
      reached.set(key, nextOffset);
      lag.stands({ topic, partition, offset: String(nextOffset) });
      failures.delete(key);
      faults.delete(key);
      halted.delete(key);
    } catch (error) {
      const tries = failures.get(key) ?? 0;
      failures.set(key, tries + 1);
      faults.set(key, isPermanent(error) ? (faults.get(key) ?? 0) + 1 : 0);
      const unknown = error instanceof UnknownChangeError;
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
  function wentBack(topic: string, partition: number, nextOffset: bigint, expected: bigint | undefined): boolean {
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

  const running = await superviseConsumer(
    consumer,
    subscriptions.map(({ topic }) => topic),
    log,
    () =>
      consumer.run({ eachBatch, eachBatchAutoResolve: false, autoCommit: false, partitionsConsumedConcurrently: 2 }),
  );
  const lookingBack = setInterval(() => void lookBack(), LOOK_BACK_MS);
  return {
    healthy: () => halted.size === 0,
    async stop() {
      generation += 1;
      for (const timer of resumptions) clearTimeout(timer);
      clearInterval(lookingBack);
      await lag.stop();
      await running.stop();
      await dead.disconnect();
    },
  };
}
