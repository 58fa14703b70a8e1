/** The store says where a consumer continues, else the topic's start. Kafka's own offsets only show the lag. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Consumer } from 'kafkajs';
import type { CheckpointStore } from '../store/checkpoints.ts';
import type { Logger } from '../telemetry/log.ts';
import { backoffMs } from './backoff.ts';
import type { OffsetCommits } from './offset-commits.ts';
import { type PartitionStates, parsePartitionKey, partitionKey } from './partition-state.ts';

/** Longest a batch waits until checkpoints are read, well within a session. */
const SEEK_WAIT_MS = 1_000;

export type StoreSeek = ReturnType<typeof createStoreSeek>;

export function createStoreSeek(parts: {
  consumer: Pick<Consumer, 'seek'>;
  checkpoints: CheckpointStore;
  states: PartitionStates;
  commits: OffsetCommits;
  log: Logger;
}) {
  const { consumer, checkpoints, states, commits, log } = parts;
  /** Counts assignments, so that what was begun under an older one stops. */
  let assignment = 0;
  let isPositioned = false;
  let seeking = Promise.resolve();
  let isChecking = false;

  async function offsets(): Promise<Map<string, bigint>> {
    const all = await checkpoints.checkpoints();
    return new Map(all.map(({ topic, partition, nextOffset }) => [partitionKey(topic, partition), nextOffset]));
  }

  function seekTo(topic: string, partition: number, nextOffset: bigint | undefined): void {
    const place = { topic, partition, offset: String(nextOffset ?? 0n) };
    consumer.seek(place);
    if (nextOffset === undefined) return;
    states.reached.set(partitionKey(topic, partition), nextOffset);
    // Where no new events come, Kafka would go on showing a lag that a crash has left.
    commits.record(place);
  }

  async function seekAll(assigned: Readonly<Record<string, readonly number[]>>, own: number): Promise<void> {
    for (let attempt = 0; own === assignment; attempt++) {
      try {
        const stored = await offsets();
        if (own !== assignment) return;
        for (const [topic, partitions] of Object.entries(assigned))
          for (const partition of partitions) seekTo(topic, partition, stored.get(partitionKey(topic, partition)));
        isPositioned = true;
        return;
      } catch (error) {
        log.warn({ event: 'checkpoints_unreadable', err: error, attempt }, 'Checkpoints cannot be read; trying again.');
        await delay(backoffMs(attempt), undefined, { ref: false });
      }
    }
  }

  /** Whether the store was rewound: it was restored, or has lost what it acknowledged. The partition is then read again from its checkpoint. */
  function isRewound(topic: string, partition: number, nextOffset: bigint): boolean {
    const expected = states.reached.get(partitionKey(topic, partition));
    if (expected === undefined || nextOffset >= expected) return false;
    const places = { nextOffset: String(nextOffset), expected: String(expected) };
    log.error(
      { event: 'store_rewound', topic, partition, ...places },
      'The store was rewound; reading again from its checkpoint.',
    );
    states.reached.delete(partitionKey(topic, partition));
    consumer.seek({ topic, partition, offset: String(nextOffset) });
    return true;
  }

  return {
    isRewound,
    /** The number of the current assignment. */
    assignment: (): number => assignment,
    /** All partitions were assigned anew. */
    assigned(partitions: Readonly<Record<string, readonly number[]>>): void {
      assignment += 1;
      isPositioned = false;
      states.reset();
      commits.reset();
      seeking = seekAll(partitions, assignment);
    },
    /** Waits a moment until checkpoints are read; false when they are not. */
    async isPositioned(): Promise<boolean> {
      if (!isPositioned) await Promise.race([seeking, delay(SEEK_WAIT_MS, undefined, { ref: false })]);
      return isPositioned;
    },
    /** Looks whether the store was rewound in any partition, where no new events come to show it. */
    async checkRewinds(): Promise<void> {
      if (isChecking || !isPositioned) return;
      isChecking = true;
      const own = assignment;
      // Copied before the store is read: what is applied meanwhile is no rewind.
      const expected = new Map(states.reached);
      try {
        const stored = await offsets();
        if (own !== assignment) return;
        for (const [key, offset] of expected) {
          const { topic, partition } = parsePartitionKey(key);
          const nextOffset = stored.get(key) ?? 0n;
          if (nextOffset < offset) isRewound(topic, partition, nextOffset);
        }
      } catch (error) {
        log.debug({ event: 'checkpoints_unreadable', err: error }, 'Checkpoints cannot be read.');
      } finally {
        isChecking = false;
      }
    },
    /** Ends whatever is under way. */
    stop(): void {
      assignment += 1;
    },
  };
}
