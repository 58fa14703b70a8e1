/** Rebuilds a read model from its topics, beside the one that answers, and puts it in its place when it has caught up. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Positions } from './events/batch.ts';
import { startConsumer } from './events/consume.ts';
import type { Kafka } from './events/kafka.ts';
import type { Subscription } from './events/subscription.ts';
import type { Logger } from './log.ts';

const POLL_MS = 100;
/** How long the service may be behind what was made again. */
const BEHIND_MS = 60_000;

/** An empty read model beside the one that answers. */
export type Beside = {
  readonly subscriptions: readonly Subscription[];
  readonly positions: Positions;
  /** Where the other stands, if it tells of its effects: only it does, so it must have heard all that this one has. */
  readonly live?: Positions;
  /** Puts it in the place of the other. What the other had applied further goes on from here: its consumer reads it again. */
  takeOver(): Promise<void>;
  close(): Promise<void>;
};

export async function rebuild(parts: { kafka: Kafka; process: string; beside: Beside; log: Logger }): Promise<void> {
  const { kafka, process, beside, log } = parts;
  const { subscriptions, positions } = beside;
  const group = `melo.${process}.rebuild`;
  const consumer = await startConsumer({ kafka, process, group, subscriptions, positions, log });
  const admin = kafka.admin();
  await admin.connect();
  try {
    for (const { topic } of subscriptions) {
      for (const { partition, low, high } of await admin.fetchTopicOffsets(topic)) {
        if (low === high) continue;
        while (((await positions.position(topic, partition))?.nextOffset ?? 0n) < BigInt(high)) await delay(POLL_MS);
      }
    }
  } finally {
    await consumer.stop();
    await admin.deleteGroups([group]).catch(() => {});
    await admin.disconnect();
  }
  if (beside.live) await heardAll(positions, beside.live);
  await beside.takeOver();
}

/** Waits until `live` has applied at least what `beside` has. */
async function heardAll(beside: Positions, live: Positions): Promise<void> {
  const end = Date.now() + BEHIND_MS;
  for (const { topic, partition, nextOffset } of await beside.standing()) {
    while (((await live.position(topic, partition))?.nextOffset ?? 0n) < nextOffset) {
      if (Date.now() > end) throw new Error('the service does not go on with its topics; is it running?');
      await delay(POLL_MS);
    }
  }
}
