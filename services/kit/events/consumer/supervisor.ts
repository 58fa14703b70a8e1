/**
 * Keeps a consumer running for as long as its process. kafkajs restarts only after known errors. When the broker hangs
 * while an expired member joins again, kafkajs keeps fetching without being a member of its group: it sends no heartbeat and
 * never notices.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Consumer, RetryOptions } from 'kafkajs';
import type { Logger } from '../../telemetry/log.ts';

/** Pause before a consumer that ended starts again. */
const PAUSE_MS = 1_000;
/** A member sends a heartbeat every few seconds, after a fetch. A consumer with so many fetches over this time and no heartbeat is not a member. */
const LOST_MS = 10_000;
const LOST_FETCHES = 3;

/** Retries on a broken connection: kafkajs gives up after some attempts and restarts the consumer. */
export const RESTARTING: RetryOptions & { restartOnFailure(): Promise<boolean> } = {
  initialRetryTime: 100,
  maxRetryTime: 2_000,
  retries: 5,
  restartOnFailure: async () => true,
};

/** The part of a kafkajs consumer that is used here. */
export type Runnable = Pick<Consumer, 'on' | 'events' | 'connect' | 'disconnect' | 'stop' | 'subscribe'>;

export type SuperviseOptions = {
  readonly consumer: Runnable;
  readonly topics: readonly string[];
  readonly log: Logger;
  run(): Promise<void>;
  readonly pauseMs?: number;
};

/** Connects, subscribes and runs, and restarts whenever kafkajs has stopped permanently or has lost its group. */
export async function superviseConsumer(options: SuperviseOptions): Promise<{ stop(): Promise<void> }> {
  const { consumer, topics, log } = options;
  const stopped = new AbortController();
  const membership = createMembership();
  const start = async (): Promise<void> => {
    membership.confirm();
    await consumer.connect();
    await consumer.subscribe({ topics: [...topics], fromBeginning: true });
    await options.run();
  };
  const restarts = createRestarts(options, start, stopped.signal);

  const { CRASH, FETCH, GROUP_JOIN, HEARTBEAT } = consumer.events;
  consumer.on(GROUP_JOIN, membership.confirm);
  consumer.on(HEARTBEAT, membership.confirm);
  consumer.on(FETCH, () => {
    if (!membership.isLostAfterFetch() || restarts.isUnderWay()) return;
    log.error(
      { event: 'consumer_lost_group', topics },
      'The consumer is no longer a member of its group; restarting it.',
    );
    void restarts.restart();
  });
  consumer.on(CRASH, ({ payload: { error, restart: isRestarting } }) => {
    if (isRestarting) return;
    log.error({ event: 'consumer_ended', err: error, topics }, 'The consumer has ended; restarting it.');
    void restarts.restart();
  });
  await start();
  return {
    async stop() {
      stopped.abort();
      await consumer.disconnect();
    },
  };
}

function createMembership() {
  let confirmedMs = performance.now();
  let fetches = 0;
  return {
    confirm(): void {
      confirmedMs = performance.now();
      fetches = 0;
    },
    isLostAfterFetch(): boolean {
      fetches += 1;
      return fetches >= LOST_FETCHES && performance.now() - confirmedMs >= LOST_MS;
    },
  };
}

function createRestarts(
  { consumer, topics, log, pauseMs = PAUSE_MS }: SuperviseOptions,
  start: () => Promise<void>,
  stopped: AbortSignal,
) {
  let isUnderWay = false;
  /** Whether the consumer or its start has ended, even while it is being restarted. */
  let hasEnded = false;
  return {
    isUnderWay: (): boolean => isUnderWay,
    async restart(): Promise<void> {
      hasEnded = true;
      if (isUnderWay) return;
      isUnderWay = true;
      while (hasEnded && !stopped.aborted) {
        hasEnded = false;
        try {
          await consumer.stop();
          await delay(pauseMs, undefined, { signal: stopped });
          await start();
        } catch (error) {
          hasEnded = true;
          if (!stopped.aborted)
            log.warn({ event: 'consumer_not_started', err: error, topics }, 'The consumer cannot start; trying again.');
        }
      }
      isUnderWay = false;
      // It may have started just after the stop was requested.
      if (stopped.aborted) await consumer.disconnect();
    },
  };
}
