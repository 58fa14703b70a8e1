/** Rebuilds a read model from its topics, beside the one that answers, and puts it in its place when it has caught up. */
import { setTimeout as delay } from 'node:timers/promises';
import type { CheckpointStore } from '../store/checkpoints.ts';
import type { Logger } from '../telemetry/log.ts';
import { startConsumer } from './consumer.ts';
import type { Kafka } from './kafka.ts';
import type { Subscription } from './subscription.ts';

const POLL_MS = 100;
/** How long the service may be behind what was made again. */
const BEHIND_MS = 60_000;

/** An empty read model beside the one that answers. */
export type ShadowStore = {
  readonly subscriptions: readonly Subscription[];
  readonly checkpoints: CheckpointStore;
  /** Where the other stands, if it tells of its effects: only it does, so it must have heard all that this one has. */
  readonly live?: CheckpointStore;
  /** Puts it in the place of the other. What the other had applied further goes on from here: its consumer reads it again. */
  promote(): Promise<void>;
  close(): Promise<void>;
};

export async function rebuild(parts: {
  kafka: Kafka;
  process: string;
  beside: ShadowStore;
  log: Logger;
}): Promise<void> {
  const { kafka, process, beside, log } = parts;
  const { subscriptions, checkpoints } = beside;
  const group = `melo.${process}.rebuild`;
  const consumer = await startConsumer({ kafka, process, group, subscriptions, checkpoints, log });
  const admin = kafka.admin();
  await admin.connect();
  try {
    for (const { topic } of subscriptions) {
      for (const { partition, low, high } of await admin.fetchTopicOffsets(topic)) {
        if (low === high) continue;
        while (((await checkpoints.checkpoint(topic, partition))?.nextOffset ?? 0n) < BigInt(high))
          await delay(POLL_MS);
      }
    }
  } finally {
    await consumer.stop();
    await admin.deleteGroups([group]).catch(() => {});
    await admin.disconnect();
  }
  if (beside.live) await heardAll(checkpoints, beside.live);
  await beside.promote();
}

/** Waits until `live` has applied at least what `beside` has. */
async function heardAll(beside: CheckpointStore, live: CheckpointStore): Promise<void> {
  const end = Date.now() + BEHIND_MS;
  for (const { topic, partition, nextOffset } of await beside.checkpoints()) {
    while (((await live.checkpoint(topic, partition))?.nextOffset ?? 0n) < nextOffset) {
      if (Date.now() > end) throw new Error('the service does not go on with its topics; is it running?');
      await delay(POLL_MS);
    }
  }
}
