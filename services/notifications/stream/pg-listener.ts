/** What the store tells all processes: one connection that listens and comes back by itself. */
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { Logger } from '#kit/telemetry/log.ts';

/** Channel of PostgreSQL's LISTEN and NOTIFY; payloads carry ids only. */
export const CHANNEL = 'melo_news';

const RECONNECT_MS = [100, 500, 2_000, 5_000] as const;
/** A silent connection is asked whether it still lives. */
const PING_MS = 15_000;
const TIMEOUT_MS = 5_000;

export type PgListener = {
  /** Whether it hears now. */
  on(): boolean;
  stop(): Promise<void>;
};

/** Hands on each payload in order; `onBroken` when some may have been missed. */
export function startPgListener(parts: {
  url: string;
  onPayload(payload: string): Promise<void>;
  onBroken(): void;
  log: Logger;
}): PgListener {
  const { url, onPayload, onBroken, log } = parts;
  const stopping = new AbortController();
  let hearing = false;

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
          log.warn({ err: error }, 'news could not be read; streams resume by their cursors');
          onBroken();
        });
    });
    const ping = setInterval(() => client.query('select 1').catch(() => client.end()), PING_MS);
    try {
      await client.connect();
      await client.query(`listen ${CHANNEL}`);
      hearing = true;
      await broken;
    } finally {
      hearing = false;
      clearInterval(ping);
      client.end().catch(() => {});
      await order;
    }
  }

  async function run(): Promise<void> {
    for (let tries = 0; !stopping.signal.aborted; tries++) {
      const startedMs = Date.now();
      await listen().catch((error) => log.warn({ err: error }, 'cannot listen to the store; trying again'));
      onBroken();
      if (Date.now() - startedMs > PING_MS) tries = 0;
      const waitMs = RECONNECT_MS[Math.min(tries, RECONNECT_MS.length - 1)];
      await delay(waitMs, undefined, { signal: stopping.signal }).catch(() => {});
    }
  }
  const running = run();
  return {
    on: () => hearing,
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
