/** State of a consumer's assigned partitions, reset by each assignment. */
import { isPermanent } from '../../rpc/failure.ts';
import type { Checkpoint, CheckpointStore } from '../../store/checkpoints.ts';
import { UnknownChangeError } from '../subscription.ts';

export type PartitionKey = string;

export const partitionKey = (topic: string, partition: number): PartitionKey => `${topic}/${partition}`;

/** Topic and partition of a key. */
export function parsePartitionKey(key: PartitionKey): { topic: string; partition: number } {
  const [topic, partition] = key.split('/') as [string, string];
  return { topic, partition: Number(partition) };
}

/** The store's checkpoints by partition. */
export async function storedCheckpoints(checkpoints: CheckpointStore): Promise<Map<PartitionKey, Checkpoint>> {
  const all = await checkpoints.checkpoints();
  return new Map(
    all.map(({ topic, partition, sequence, nextOffset }) => [partitionKey(topic, partition), { sequence, nextOffset }]),
  );
}

export type PartitionStates = ReturnType<typeof createPartitionStates>;

export function createPartitionStates() {
  const reached = new Map<PartitionKey, Checkpoint>();
  const failures = new Map<PartitionKey, number>();
  const permanentFailures = new Map<PartitionKey, number>();
  const halted = new Set<PartitionKey>();
  return {
    /** The checkpoint of each partition after what was applied since it was assigned. */
    reached,
    /** The checkpoint on which the next batch is applied without a read; undefined after a failure, which may be that it moved. */
    known: (key: PartitionKey): Checkpoint | undefined => (failures.has(key) ? undefined : reached.get(key)),
    /** Consecutive permanent failures; outages do not count. */
    permanentFailures: (key: PartitionKey): number => permanentFailures.get(key) ?? 0,
    /** Whether some partition halts at a change that this process does not know. */
    isHalted: (): boolean => halted.size > 0,
    /** All partitions were reassigned. */
    reset(): void {
      for (const map of [reached, failures, permanentFailures]) map.clear();
      halted.clear();
    },
    advanced(key: PartitionKey, checkpoint: Checkpoint): void {
      reached.set(key, checkpoint);
      failures.delete(key);
      permanentFailures.delete(key);
      halted.delete(key);
    },
    /** Returns how many attempts failed before this one. */
    failed(key: PartitionKey, error: unknown): number {
      const attempts = failures.get(key) ?? 0;
      failures.set(key, attempts + 1);
      permanentFailures.set(key, isPermanent(error) ? (permanentFailures.get(key) ?? 0) + 1 : 0);
      if (error instanceof UnknownChangeError) halted.add(key);
      return attempts;
    },
  };
}
