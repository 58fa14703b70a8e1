/** Failed attempts in Redis: after a number that is free, each further one makes the next wait longer. */
import type { Redis } from 'ioredis';
import { errors } from '#kit/rpc/errors.ts';

export type AttemptLimit = {
  /** Failures that cost no wait. */
  readonly free: number;
  /** The wait after the first failure beyond, doubled by each further one up to `maxWaitMs`. */
  readonly firstWaitMs: number;
  readonly maxWaitMs: number;
  /** Failures are forgotten so long after the last one. */
  readonly windowMs: number;
};

const MINUTE_MS = 60_000;
const growing = (free: number): AttemptLimit => ({
  free,
  firstWaitMs: 1_000,
  maxWaitMs: 15 * MINUTE_MS,
  windowMs: 60 * MINUTE_MS,
});

export const ATTEMPT_LIMITS = {
  /** Of one address, or one account, from one network or one known device. */
  account: growing(10),
  /** Of one address from anywhere: many networks that guess together. */
  everywhere: growing(100),
  /** Of one network at all addresses; many people may be behind it. */
  network: growing,
} as const;

export type Counter = { readonly name: string; readonly limit: AttemptLimit };

/**
 * An attempt counts as failed until it succeeds, so that many at once cannot pass together. Returns the wait in ms when one of
 * the counters is locked (then none counts), else 0 and whether this attempt, if it fails, locks one.
 */
const BEGIN = `
local now, wait, locks = tonumber(ARGV[1]), 0, 0
for i, key in ipairs(KEYS) do
  wait = math.max(wait, tonumber(redis.call('HGET', key, 'until') or '0') - now)
end
if wait > 0 then return {wait, 0} end
for i, key in ipairs(KEYS) do
  local free, first, most, window = unpack(ARGV, 4 * i - 2, 4 * i + 1)
  local beyond = redis.call('HINCRBY', key, 'count', 1) - tonumber(free)
  if beyond >= 0 then
    locks = 1
    redis.call('HSET', key, 'until', string.format('%.0f', now + math.min(tonumber(first) * 2 ^ math.min(beyond, 30), tonumber(most))))
  end
  redis.call('PEXPIRE', key, window)
end
return {0, locks}
`;

/** Takes an attempt back that did not fail; a lock stays when enough others failed. */
const TAKE_BACK = `
for i, key in ipairs(KEYS) do
  if redis.call('EXISTS', key) == 1 and redis.call('HINCRBY', key, 'count', -1) < tonumber(ARGV[i]) then
    redis.call('HDEL', key, 'until')
  end
end
`;

export type Attempts = ReturnType<typeof createAttempts>;

export function createAttempts(redis: Redis, nowMs: () => number = Date.now) {
  const keys = (counters: readonly Counter[]) => counters.map(({ name }) => `failed:${name}`);
  return {
    /** Begins an attempt, counted as failed until `succeed` or `takeBack`. Errors: RATE_LIMITED. */
    async begin(counters: readonly Counter[]): Promise<{ locks: boolean }> {
      const limits = counters.flatMap(({ limit }) => [limit.free, limit.firstWaitMs, limit.maxWaitMs, limit.windowMs]);
      const reply = await redis.eval(BEGIN, counters.length, ...keys(counters), nowMs(), ...limits);
      const [waitMs, locks] = reply as [number, number];
      if (waitMs > 0) throw errors.rateLimited(Math.ceil(waitMs / 1000));
      return { locks: locks === 1 };
    },
    /** The attempt did not fail: the first counter, which is the person's own, begins anew, the others forget the attempt. */
    async succeed([own, ...others]: readonly [Counter, ...Counter[]]): Promise<void> {
      await redis.del(keys([own]));
      if (others.length > 0)
        await redis.eval(TAKE_BACK, others.length, ...keys(others), ...others.map(({ limit }) => limit.free));
    },
    /** The attempt came to no end of its own, such as when a store did not answer. */
    async takeBack(counters: readonly Counter[]): Promise<void> {
      await redis.eval(TAKE_BACK, counters.length, ...keys(counters), ...counters.map(({ limit }) => limit.free));
    },
  };
}
