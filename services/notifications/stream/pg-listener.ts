/** Listens to PostgreSQL's notification channel on a connection of its own, and reconnects when it breaks. */
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { Logger } from '#kit/telemetry/log.ts';

/** Channel of LISTEN and NOTIFY. */
export const CHANNEL = 'melo_news';

const RECONNECT_MS = [100, 500, 2_000, 5_000] as const;
/** How often the connection is checked. */
const PING_MS = 15_000;
const TIMEOUT_MS = 5_000;

export type PgListener = {
  /** Whether it is connected now. */
  on(): boolean;
  stop(): Promise<void>;
};

/** Calls `onPayload` for each payload in order, and `onBroken` when some may have been missed. */
export function startPgListener(parts: {
  url: string;
  onPayload(payload: string): Promise<void>;
  onBroken(): void;
  log: Logger;
}): PgListener {
  const { url, onPayload, onBroken, log } = parts;
  const stopping = new AbortController();
  let connected = false;

  async function listen(): Promise<void> {
    const client = new pg.Client({
      connectionString: url,
      keepAlive: true,
      connectionTimeoutMillis: TIMEOUT_MS,
      query_timeout: TIMEOUT_MS,
      application_name: 'notifications listen',
    });
    const broken = new Promise<void>((done) => {
      client.on('error', () => done());
      client.on('end', () => done());
      stopping.signal.addEventListener('abort', () => done(), { once: true });
    });
    let order = Promise.resolve();
    client.on('notification', ({ payload }) => {
      order = order
        .then(() => onPayload(payload ?? ''))
        .catch((error) => {
          log.warn(
            { event: 'payload_failed', err: error },
            'A payload cannot be handled; open streams end, to resume.',
          );
          onBroken();
        });
    });
    const ping = setInterval(() => client.query('select 1').catch(() => client.end()), PING_MS);
    try {
      await client.connect();
      await client.query(`listen ${CHANNEL}`);
      connected = true;
      await broken;
    } finally {
      connected = false;
      clearInterval(ping);
      client.end().catch(() => {});
      await order;
    }
  }

  async function run(): Promise<void> {
    for (let failures = 0; !stopping.signal.aborted; failures++) {
      const startedMs = Date.now();
      await listen().catch((error) =>
        log.warn({ event: 'listener_disconnected', err: error }, 'The store cannot be listened to; trying again.'),
      );
      onBroken();
      if (Date.now() - startedMs > PING_MS) failures = 0;
      const waitMs = RECONNECT_MS[Math.min(failures, RECONNECT_MS.length - 1)];
      await delay(waitMs, undefined, { signal: stopping.signal }).catch(() => {});
    }
  }
  const running = run();
  return {
    on: () => connected,
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
