/** Commits offsets to Kafka, so that it shows the lag. They are never read: the store's checkpoints are authoritative. */
import type { TopicPartitionOffset } from 'kafkajs';
import type { Logger } from '../../telemetry/log.ts';

const COMMIT_INTERVAL_MS = 1_000;

export type OffsetCommits = {
  /** The next offset of a partition. */
  record(place: TopicPartitionOffset): void;
  /** Partitions were reassigned: their new members commit what was recorded here. */
  reset(): void;
  /** Commits what is recorded, after a commit that is under way. */
  flush(): Promise<void>;
  stop(): Promise<void>;
};

/** What `commit` could not commit is committed the next time, and never after a newer offset. */
export function createOffsetCommits(
  commit: (places: TopicPartitionOffset[]) => Promise<void>,
  log: Logger,
): OffsetCommits {
  let recorded = new Map<string, TopicPartitionOffset>();
  let committing = Promise.resolve();
  let waiting = 0;

  async function commitAll(): Promise<void> {
    const own = recorded;
    const places = [...own];
    if (places.length === 0) return;
    own.clear();
    try {
      await commit(places.map(([, place]) => place));
    } catch (error) {
      log.warn({ event: 'offset_commit_failed', err: error }, 'Offsets cannot be committed to Kafka; trying again.');
      for (const [key, place] of places) if (!own.has(key)) own.set(key, place);
    }
  }

  const flush = (): Promise<void> => {
    waiting += 1;
    committing = committing.then(commitAll).finally(() => {
      waiting -= 1;
    });
    return committing;
  };
  // While Kafka does not answer, commits do not pile up.
  const timer = setInterval(() => {
    if (waiting === 0) void flush();
  }, COMMIT_INTERVAL_MS);
  return {
    record: (place) => void recorded.set(`${place.topic}/${place.partition}`, place),
    reset() {
      recorded = new Map();
    },
    flush,
    async stop() {
      clearInterval(timer);
      await flush();
    },
  };
}
