/** Sessions in Redis: refresh generations rotate in one script. A session ends 14 days after its last refresh, 30 after its start. */
import { Redis } from 'ioredis';
import { createAttempts } from '../credential/attempts.ts';

const DAY_MS = 24 * 3600_000;
export const SESSION_IDLE_MS = 14 * DAY_MS;
export const SESSION_MAX_MS = 30 * DAY_MS;
/** A lost response may be asked for again with its request ID for so long. */
const RETRY_SECONDS = 60;
/** Sessions of one user; one more ends the oldest. */
const MAX_SESSIONS = 100;

export type SessionStore = ReturnType<typeof createSessionStore>;

/** next: the next generation · retry: the one already given to this request · reused: an old token came back · gone: no session. */
const ROTATE = `
local s = redis.call('HMGET', KEYS[1], 'generation', 'request', 'user', 'opened', 'epoch')
if not s[1] then return {'gone', 0, '', ''} end
local current, left = tonumber(s[1]), tonumber(s[4] or '0') + tonumber(ARGV[6]) - tonumber(ARGV[3])
if left <= 0 then
  redis.call('DEL', KEYS[1])
  return {'gone', 0, '', ''}
end
if tonumber(ARGV[1]) == current then
  redis.call('HSET', KEYS[1], 'generation', current + 1, 'request', ARGV[2])
  redis.call('PEXPIRE', KEYS[1], string.format('%.0f', math.min(left, tonumber(ARGV[5]))))
  redis.call('SET', KEYS[1] .. ':retry', ARGV[2], 'EX', ARGV[4])
  return {'next', current + 1, s[3], s[5]}
end
if tonumber(ARGV[1]) == current - 1 and redis.call('GET', KEYS[1] .. ':retry') == ARGV[2] then
  return {'next', current, s[3], s[5]}
end
redis.call('DEL', KEYS[1])
return {'reused', 0, s[3], s[5]}
`;

const COUNT = `
local n = redis.call('INCR', KEYS[1])
if n == 1 then redis.call('EXPIRE', KEYS[1], ARGV[1]) end
return {n, redis.call('TTL', KEYS[1])}
`;

/** Only tests shift `nowMs`, to see how long sessions last, and have keys of their own under `keyPrefix`. */
export function createSessionStore(url: string, nowMs: () => number = Date.now, keyPrefix = '') {
  const redis = new Redis(url, { maxRetriesPerRequest: 1, commandTimeout: 2_000, keyPrefix });
  const key = (sessionId: string) => `session:${sessionId}`;
  const index = (userId: string) => `sessions-of:${userId}`;
  return {
    redis,
    attempts: createAttempts(redis, nowMs),
    /** Begins a session under the user's epoch; returns the sessions that are too many now, which the caller has to end. */
    async open(sessionId: string, userId: string, epoch: bigint): Promise<string[]> {
      const now = nowMs();
      await redis
        .multi()
        .hset(key(sessionId), { user: userId, generation: 1, opened: now, epoch: epoch.toString() })
        .pexpire(key(sessionId), SESSION_IDLE_MS)
        .zremrangebyscore(index(userId), '-inf', now - SESSION_MAX_MS)
        .zadd(index(userId), now, sessionId)
        .pexpire(index(userId), SESSION_MAX_MS)
        .exec();
      return redis.zrange(index(userId), '0', String(-1 - MAX_SESSIONS));
    },
    async rotate(sessionId: string, generation: number, requestId: string) {
      const [state, next, userId, epoch] = (await redis.eval(
        ROTATE,
        1,
        key(sessionId),
        generation,
        requestId,
        nowMs(),
        RETRY_SECONDS,
        SESSION_IDLE_MS,
        SESSION_MAX_MS,
      )) as ['next' | 'reused' | 'gone', number, string, string | null];
      return { state, generation: next, userId, epoch: BigInt(epoch || 0) };
    },
    /** Whose session it is; undefined when it has ended. */
    userOf: async (sessionId: string): Promise<string | undefined> =>
      (await redis.hget(key(sessionId), 'user')) ?? undefined,
    /** Sessions of a user that may still be alive. */
    of: (userId: string): Promise<string[]> => redis.zrange(index(userId), '0', '-1'),
    /** A session that outlives a change of the password. */
    async renew(sessionId: string, epoch: bigint): Promise<void> {
      if (await redis.exists(key(sessionId))) await redis.hset(key(sessionId), { epoch: epoch.toString() });
    },
    async end(userId: string, ...sessionIds: string[]): Promise<void> {
      if (sessionIds.length === 0) return;
      await redis.multi().del(sessionIds.map(key)).zrem(index(userId), sessionIds).exec();
    },
    /** Counts a request under `name`; returns the seconds to wait when there were more than `limit` within the window, else 0. */
    async requests(name: string, limit: number, windowSeconds: number): Promise<number> {
      const [count, ttl] = (await redis.eval(COUNT, 1, `requests:${name}`, windowSeconds)) as [number, number];
      return count > limit ? Math.max(1, ttl) : 0;
    },
    close: () => redis.quit(),
  };
}
