/** Deletes what has had its time: expired claims, counts of mails, old security events. */
import { setTimeout as delay } from 'node:timers/promises';
import { systemWriteContext } from '#kit/rpc/write-context.ts';
import type { Logger } from '#kit/telemetry/log.ts';
import type { Clock } from '#kit/values/dates.ts';
import type { UserStore } from '../store.ts';

const EVERY_MS = 10 * 60_000;

/** Once now; returns when nothing is left to delete. */
export async function purge(store: UserStore, clock: Clock): Promise<void> {
  while ((await store.purgeClaims(systemWriteContext(clock))) > 0);
  await store.purgeSecurityEvents(clock().epochMilliseconds);
}

export function startPurge(store: UserStore, clock: Clock, log: Logger): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const run = async () => {
    while (!stopping.signal.aborted) {
      await purge(store, clock).catch((err: unknown) =>
        log.warn({ event: 'purge_failed', err }, 'Expired claims cannot be deleted now.'),
      );
      await delay(EVERY_MS, undefined, { signal: stopping.signal, ref: false }).catch(() => {});
    }
  };
  const running = run();
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
