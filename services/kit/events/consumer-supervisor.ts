/**
 * A consumer for as long as its process runs. kafkajs itself starts again only after errors that it knows; and if the broker
 * hangs while a member that it has forgotten joins again, kafkajs fetches on, no member of its group, sends no heartbeat and
 * never finds out.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Consumer, RetryOptions } from 'kafkajs';
import type { Logger } from '../telemetry/log.ts';

/** Pause before a consumer that ended begins anew. */
const PAUSE_MS = 1_000;
/** A member's heartbeats come every few seconds, after a fetch; who fetches so long and so often without one is none. */
const LOST_MS = 10_000;
const LOST_FETCHES = 3;

/** How a consumer of ours meets a broken connection: kafkajs gives up after some tries, and starts again. */
export const RESTARTING: RetryOptions & { restartOnFailure(): Promise<boolean> } = {
  initialRetryTime: 100,
  maxRetryTime: 2_000,
  retries: 5,
  restartOnFailure: async () => true,
};

/** What is used of a consumer here. */
export type Runnable = Pick<Consumer, 'on' | 'events' | 'connect' | 'disconnect' | 'stop' | 'subscribe'>;

/** Connects, subscribes and calls `run`, and does so again whenever kafkajs has given up for good or has lost its group. */
export async function superviseConsumer(
  consumer: Runnable,
  topics: readonly string[],
  log: Logger,
  run: () => Promise<void>,
  pauseMs = PAUSE_MS,
): Promise<{ stop(): Promise<void> }> {
  const { CRASH, FETCH, GROUP_JOIN, HEARTBEAT } = consumer.events;
  const stopped = new AbortController();
  let memberMs = performance.now();
  let fetches = 0;
  let restarting = false;
  /** It has ended, or its start has: also while it is being started anew. */
  let endedAgain = false;

  const isMember = () => {
    memberMs = performance.now();
    fetches = 0;
  };

  async function start(): Promise<void> {
    isMember();
    await consumer.connect();
    await consumer.subscribe({ topics: [...topics], fromBeginning: true });
    await run();
  }

  async function restart(): Promise<void> {
    endedAgain = true;
    if (restarting) return;
    restarting = true;
    while (endedAgain && !stopped.signal.aborted) {
      endedAgain = false;
      try {
        await consumer.stop();
        await delay(pauseMs, undefined, { signal: stopped.signal });
        await start();
      } catch (error) {
        endedAgain = true;
        if (!stopped.signal.aborted) log.warn({ err: error, topics }, 'the consumer does not start; trying again');
      }
    }
    restarting = false;
    // It may have started just after it was told to stop.
    if (stopped.signal.aborted) await consumer.disconnect();
  }

  consumer.on(GROUP_JOIN, isMember);
  consumer.on(HEARTBEAT, isMember);
  consumer.on(FETCH, () => {
    fetches += 1;
    if (restarting || fetches < LOST_FETCHES || performance.now() - memberMs < LOST_MS) return;
    log.error({ topics }, 'the consumer is no member of its group any more; starting it anew');
    void restart();
  });
  consumer.on(CRASH, ({ payload: { error, restart: isUnderWay } }) => {
    if (isUnderWay) return;
    log.error({ err: error, topics }, 'the consumer has ended; starting it anew');
    void restart();
  });
  await start();
  return {
    async stop() {
      stopped.abort();
      await consumer.disconnect();
    },
  };
}
