/** Detects a store that was rewound: it was restored, or has lost what it acknowledged. Events are then read again from its checkpoints. */
import { parsePartitionKey, partitionKey, storedCheckpoints } from './partition-state.ts';
import type { StoreSeek, StoreSeekParts } from './store-seek.ts';

export type StoreRewinds = ReturnType<typeof createStoreRewinds>;

type Parts = Pick<StoreSeekParts, 'consumer' | 'checkpoints' | 'states' | 'log'> & { readonly seek: StoreSeek };

export function createStoreRewinds({ consumer, checkpoints, states, log, seek }: Parts) {
  let isChecking = false;

  /** Whether the stored `nextOffset` is behind what was applied. The partition is then read again from there. */
  function isRewound(topic: string, partition: number, nextOffset: bigint): boolean {
    const expected = states.reached.get(partitionKey(topic, partition))?.nextOffset;
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
    /** Checks all partitions, also those in which no new event would show a rewind. */
    async check(): Promise<void> {
      if (isChecking || !seek.isPositioned()) return;
      isChecking = true;
      const own = seek.assignment();
      // Copied before the store is read: what is applied meanwhile is no rewind.
      const expected = new Map(states.reached);
      try {
        const stored = await storedCheckpoints(checkpoints);
        if (own !== seek.assignment()) return;
        for (const [key, before] of expected) {
          const { topic, partition } = parsePartitionKey(key);
          const nextOffset = stored.get(key)?.nextOffset ?? 0n;
          if (nextOffset < before.nextOffset) isRewound(topic, partition, nextOffset);
        }
      } catch (error) {
        log.debug({ event: 'checkpoints_unreadable', err: error }, 'Checkpoints cannot be read.');
      } finally {
        isChecking = false;
      }
    },
  };
}
