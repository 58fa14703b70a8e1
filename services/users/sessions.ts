/** Sessions and limits in Redis: refresh generations rotate in one script, and failed tries are counted. */
import { Redis } from 'ioredis';

/** A session unused for so long is over. */
const SESSION_SECONDS = 30 * 24 * 3600;
/** A lost answer may be asked for again with its request id for so long. */
const RETRY_SECONDS = 60;

export type SessionStore = ReturnType<typeof openSessionStore>;

/** generation: the next one · retry: the one already given to this request · reused: an old token came back · gone: no session. */
const ROTATE = `
local s = redis.call('HMGET', KEYS[1], 'generation', 'request', 'user')
if not s[1] then return {'gone', 0, ''} end
local current = tonumber(s[1])
if tonumber(ARGV[1]) == current then
  redis.call('HSET', KEYS[1], 'generation', current + 1, 'request', ARGV[2])
  redis.call('EXPIRE', KEYS[1], ARGV[3])
  redis.call('SET', KEYS[1] .. ':retry', ARGV[2], 'EX', ARGV[4])
  return {'next', current + 1, s[3]}
end
if tonumber(ARGV[1]) == current - 1 and redis.call('GET', KEYS[1] .. ':retry') == ARGV[2] then
  return {'next', current, s[3]}
end
redis.call('DEL', KEYS[1])
return {'reused', 0, s[3]}
`;

const COUNT = `
local n = redis.call('INCR', KEYS[1])
if n == 1 then redis.call('EXPIRE', KEYS[1], ARGV[1]) end
return {n, redis.call('TTL', KEYS[1])}
`;

export function openSessionStore(url: string) {
  const redis = new Redis(url, { maxRetriesPerRequest: 1, commandTimeout: 2_000 });
  const key = (sessionId: string) => `session:${sessionId}`;
  return {
    redis,
    async open(sessionId: string, userId: string): Promise<void> {
      await redis
        .multi()
        .hset(key(sessionId), { user: userId, generation: 1 })
        .expire(key(sessionId), SESSION_SECONDS)
        .exec();
    },
    async rotate(sessionId: string, generation: number, requestId: string) {
      const [state, next, userId] = (await redis.eval(
        ROTATE,
        1,
        key(sessionId),
        generation,
        requestId,
        SESSION_SECONDS,
        RETRY_SECONDS,
      )) as ['next' | 'reused' | 'gone', number, string];
      return { state, generation: next, userId };
    },
    async end(sessionId: string): Promise<void> {
      await redis.del(key(sessionId));
    },
    /** Counts a try under `name`; answers the seconds to wait when there were more than `limit` within the window, else 0. */
    async tries(name: string, limit: number, windowSeconds: number): Promise<number> {
      const [count, ttl] = (await redis.eval(COUNT, 1, `tries:${name}`, windowSeconds)) as [number, number];
      return count > limit ? Math.max(1, ttl) : 0;
    },
    async forgive(name: string): Promise<void> {
      await redis.del(`tries:${name}`);
    },
    close: () => redis.quit(),
  };
}
