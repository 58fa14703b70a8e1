/** What Kafka is told of positions: how far a consumer is behind, for those who look; where it goes on, its store says. */
import type { TopicPartitionOffset } from 'kafkajs';
import type { Logger } from '../telemetry/log.ts';

/** How often Kafka is told. */
const TELL_MS = 1_000;

export type OffsetCommits = {
  /** Where a partition goes on. */
  stands(place: TopicPartitionOffset): void;
  /** Partitions were assigned anew: what is known of them now is told by others, or comes again. */
  forget(): void;
  /** Tells what has not been told, after what is being told now. */
  tell(): Promise<void>;
  stop(): Promise<void>;
};

/** `commit` tells Kafka; what it could not tell is told the next time, and never after what is newer. */
export function createOffsetCommits(
  commit: (places: TopicPartitionOffset[]) => Promise<void>,
  log: Logger,
): OffsetCommits {
  let untold = new Map<string, TopicPartitionOffset>();
  let telling = Promise.resolve();
  let waiting = 0;

  async function tellAll(): Promise<void> {
    const of = untold;
    const places = [...of];
    if (places.length === 0) return;
    of.clear();
    try {
      await commit(places.map(([, place]) => place));
    } catch (error) {
      log.warn({ err: error }, 'Kafka could not be told what was applied; telling it again');
      for (const [key, place] of places) if (!of.has(key)) of.set(key, place);
    }
  }

  const tell = (): Promise<void> => {
    waiting += 1;
    telling = telling.then(tellAll).finally(() => {
      waiting -= 1;
    });
    return telling;
  };
  // What Kafka does not answer for long is not asked many times at once when it is back.
  const timer = setInterval(() => {
    if (waiting === 0) void tell();
  }, TELL_MS);
  return {
    stands: (place) => void untold.set(`${place.topic}/${place.partition}`, place),
    forget() {
      untold = new Map();
    },
    tell,
    async stop() {
      clearInterval(timer);
      await tell();
    },
  };
}
