/** Rebuilds a read model from its topics, next to the live one, and promotes it when it has caught up. */
import { setTimeout as delay } from 'node:timers/promises';
import type { CheckpointStore } from '../store/checkpoints.ts';
import type { Logger } from '../telemetry/log.ts';
import { startConsumer } from './consumer.ts';
import type { Kafka } from './kafka.ts';
import type { Subscription } from './subscription.ts';

const POLL_MS = 100;
/** Maximum time to wait for a live store that is behind the shadow. */
const MAX_BEHIND_MS = 60_000;

/** An empty read model next to the live one. */
export type ShadowStore = {
  readonly subscriptions: readonly Subscription[];
  readonly checkpoints: CheckpointStore;
  /** Checkpoints of the live store, when its effects publish events: the live store must have applied all that the shadow has. */
  readonly live?: CheckpointStore;
  /** Replaces the live read model. Events that only the live one had applied are applied again by its consumer. */
  promote(): Promise<void>;
  close(): Promise<void>;
};

export async function rebuild(parts: {
  kafka: Kafka;
  process: string;
  shadow: ShadowStore;
  log: Logger;
}): Promise<void> {
  const { kafka, process, shadow, log } = parts;
  const { subscriptions, checkpoints } = shadow;
  const group = `melo.${process}.rebuild`;
  const consumer = await startConsumer({ kafka, process, group, subscriptions, checkpoints, log });
  const admin = kafka.admin();
  await admin.connect();
  try {
    for (const { topic } of subscriptions) {
      for (const { partition, low, high } of await admin.fetchTopicOffsets(topic)) {
        if (low === high) continue;
        while ((await nextOffsetOf(checkpoints, topic, partition)) < BigInt(high)) await delay(POLL_MS);
      }
    }
  } finally {
    await consumer.stop();
    await admin.deleteGroups([group]).catch(() => {});
    await admin.disconnect();
  }
  if (shadow.live) await waitForLive(checkpoints, shadow.live);
  await shadow.promote();
}

const nextOffsetOf = async (checkpoints: CheckpointStore, topic: string, partition: number): Promise<bigint> =>
  (await checkpoints.checkpoint(topic, partition))?.nextOffset ?? 0n;

/** Waits until the live store has applied at least what the shadow has. */
async function waitForLive(shadow: CheckpointStore, live: CheckpointStore): Promise<void> {
  const deadline = Date.now() + MAX_BEHIND_MS;
  for (const { topic, partition, nextOffset } of await shadow.checkpoints()) {
    while ((await nextOffsetOf(live, topic, partition)) < nextOffset) {
      if (Date.now() > deadline) throw new Error('The service does not apply its topics. Is it running?');
      await delay(POLL_MS);
    }
  }
}
