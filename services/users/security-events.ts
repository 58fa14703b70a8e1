/** The security log's own table. */
import type { EntityManager } from '@mikro-orm/postgresql';
import type { SecurityEvent } from '#kit/telemetry/security-log.ts';
import { uuidv7 } from '#kit/values/ids.ts';

/** Kept long enough to look into an incident, no longer. */
export const SECURITY_KEPT_MS = 180 * 24 * 3600_000;

export const securityEvents = (fork: () => EntityManager) => ({
  async keepSecurityEvent(event: SecurityEvent): Promise<void> {
    const { kind, outcome, userId, sessionId, networkHash, requestId, method, timeMs } = event;
    await fork().execute(
      `insert into security_event (id, kind, outcome, user_id, session_id, network_hash, request_id, method, time_ms)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [uuidv7(timeMs), kind, outcome, userId, sessionId, networkHash, requestId, method, timeMs],
      'run',
    );
  },
  purgeSecurityEvents: async (nowMs: number): Promise<void> =>
    void (await fork().execute('delete from security_event where time_ms <= ?', [nowMs - SECURITY_KEPT_MS], 'run')),
});
