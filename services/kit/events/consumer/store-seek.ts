/** The store says where a consumer continues, else the topic's start. Kafka's own offsets only show the lag. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Consumer } from 'kafkajs';
import type { Checkpoint, CheckpointStore } from '../../store/checkpoints.ts';
import type { Logger } from '../../telemetry/log.ts';
import { backoffMs } from '../backoff.ts';
import type { OffsetCommits } from './offset-commits.ts';
import { type PartitionStates, partitionKey, storedCheckpoints } from './partition-state.ts';

/** Longest a batch waits until checkpoints are read, well within a session. */
const SEEK_WAIT_MS = 1_000;

export type StoreSeek = ReturnType<typeof createStoreSeek>;

export type StoreSeekParts = {
  readonly consumer: Pick<Consumer, 'seek'>;
  readonly checkpoints: CheckpointStore;
  readonly states: PartitionStates;
  readonly commits: OffsetCommits;
  readonly log: Logger;
};

export function createStoreSeek(parts: StoreSeekParts) {
  const { checkpoints, states, commits, log } = parts;
  /** Number of the assignment, so that work of an older assignment stops. */
  let assignment = 0;
  let isPositioned = false;
  let seeking = Promise.resolve();

  async function seekAll(assigned: Readonly<Record<string, readonly number[]>>, own: number): Promise<void> {
    for (let attempt = 0; own === assignment; attempt++) {
      try {
        const stored = await storedCheckpoints(checkpoints);
        if (own !== assignment) return;
        for (const [topic, partitions] of Object.entries(assigned))
          for (const partition of partitions)
            seekTo(parts, { topic, partition, checkpoint: stored.get(partitionKey(topic, partition)) });
        isPositioned = true;
        return;
      } catch (error) {
        log.warn({ event: 'checkpoints_unreadable', err: error, attempt }, 'Checkpoints cannot be read; trying again.');
        await delay(backoffMs(attempt), undefined, { ref: false });
      }
    }
  }

  return {
    /** The number of the current assignment. */
    assignment: (): number => assignment,
    /** All partitions were reassigned. */
    assigned(partitions: Readonly<Record<string, readonly number[]>>): void {
      assignment += 1;
      isPositioned = false;
      states.reset();
      commits.reset();
      seeking = seekAll(partitions, assignment);
    },
    /** Waits a moment until checkpoints are read; false when they are not. */
    async waitUntilPositioned(): Promise<boolean> {
      if (!isPositioned) await Promise.race([seeking, delay(SEEK_WAIT_MS, undefined, { ref: false })]);
      return isPositioned;
    },
    isPositioned: (): boolean => isPositioned,
    /** Stops pending reads and waits. */
    stop(): void {
      assignment += 1;
    },
  };
}

type Position = { readonly topic: string; readonly partition: number; readonly checkpoint: Checkpoint | undefined };

function seekTo({ consumer, states, commits }: StoreSeekParts, { topic, partition, checkpoint }: Position): void {
  const place = { topic, partition, offset: String(checkpoint?.nextOffset ?? 0n) };
  consumer.seek(place);
  if (checkpoint === undefined) return;
  states.reached.set(partitionKey(topic, partition), checkpoint);
  // Without new events, Kafka would keep showing the lag from before a crash.
  commits.record(place);
}
