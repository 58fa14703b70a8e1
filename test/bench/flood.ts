/** A process that only calls: raw HTTP/2 with bodies made beforehand, so that the client costs little of what it measures. */
import { fork } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { call, openSessions, withRequestId } from './calls.ts';

/** One kind of call; each gets a request id of its own where `requestIdAt` says where it stands in the body. */
export type FloodRequest = { readonly path: string; readonly body: string; readonly requestIdAt?: number };

export type Flood = {
  readonly url: string;
  readonly token: string;
  readonly requests: readonly FloodRequest[];
  readonly seconds: number;
  /** Closed loop: a number of callers that wait for responses. Open loop: calls per second, regardless of responses. */
  readonly pace: { readonly callers: number } | { readonly perSecond: number };
};

/**
 * Milliseconds of each call by what became of it: an HTTP status, or why there was none.
 * What was answered only after the load's end is kept apart by LATE, as it is no part of the load's rate.
 */
export type Flooded = Record<string, number[]>;
export const LATE = ' after the end';

export type Flooding = {
  /** When the last call has been made. */
  readonly offered: Promise<void>;
  /** When the last call has been answered or given up. */
  readonly answered: Promise<Flooded>;
};

/** Floods from so many processes at once, each with its share. */
export function flood(wanted: Flood, processes: number): Flooding {
  const { pace } = wanted;
  const share =
    'callers' in pace ? { callers: Math.ceil(pace.callers / processes) } : { perSecond: pace.perSecond / processes };
  const children = Array.from({ length: processes }, () => inProcess({ ...wanted, pace: share }));
  const sum = (all: readonly Flooded[]): Flooded => {
    const sums: Flooded = {};
    for (const one of all)
      for (const [what, times] of Object.entries(one)) sums[what] = (sums[what] ?? []).concat(times);
    return sums;
  };
  const offered = Promise.all(children.map((child) => child.offered)).then(() => {});
  const answered = Promise.all(children.map((child) => child.answered)).then(sum, (error) => {
    // Half a flood would go on under what is measured next.
    for (const child of children) child.kill();
    throw error;
  });
  // Whoever waits for one of them first must not be ended by the other.
  for (const promise of [offered, answered]) promise.catch(() => {});
  return { offered, answered };
}

function inProcess(wanted: Flood) {
  const child = fork(import.meta.filename, { stdio: 'inherit' });
  const offered = Promise.withResolvers<void>();
  const answered = Promise.withResolvers<Flooded>();
  const fail = (error: Error) => {
    offered.reject(error);
    answered.reject(error);
  };
  child.on('message', (message: 'offered' | Flooded) => {
    if (message === 'offered') return offered.resolve();
    answered.resolve(message);
    child.disconnect();
  });
  child.once('error', fail);
  child.once('exit', (code) => fail(new Error(`a flooding process ended with ${code}`)));
  child.send(wanted);
  return { offered: offered.promise, answered: answered.promise, kill: () => child.kill() };
}

async function run({ url, token, requests, seconds, pace }: Flood, offered: () => void): Promise<Flooded> {
  const sessions = openSessions(url);
  const kinds = requests.map((one) => ({ ...one, bytes: Buffer.from(one.body, 'base64') }));
  const flooded: Flooded = {};
  const end = performance.now() + seconds * 1000;
  let i = 0;
  const once = async () => {
    const kind = kinds[i % kinds.length]!;
    const session = sessions.take(i++);
    const started = performance.now();
    const what = await call(session, token, kind.path, withRequestId(kind.bytes, kind.requestIdAt));
    const ended = performance.now();
    const kept = ended > end ? what + LATE : what;
    flooded[kept] ??= [];
    flooded[kept].push(ended - started);
  };
  if ('callers' in pace) {
    const caller = async () => {
      while (performance.now() < end) await once();
    };
    const all = Promise.all(Array.from({ length: pace.callers }, caller));
    await Promise.race([all, delay(seconds * 1000)]);
    offered();
    await all;
  } else await openLoop(once, pace.perSecond, end, offered);
  sessions.close();
  return flooded;
}

/** Calls are due by the clock; those that a busy moment has delayed are made at once. */
async function openLoop(once: () => Promise<void>, perSecond: number, end: number, offered: () => void): Promise<void> {
  const under = new Set<Promise<void>>();
  const began = performance.now();
  for (let made = 0; performance.now() < end; await delay(1)) {
    for (const due = ((performance.now() - began) / 1000) * perSecond; made < due; made++) {
      const one = once().finally(() => under.delete(one));
      under.add(one);
    }
  }
  offered();
  await Promise.all(under);
}

if (process.argv[1] === import.meta.filename) {
  process.once('disconnect', () => process.exit(0));
  process.once('message', async (wanted: Flood) => {
    process.send?.(await run(wanted, () => process.send?.('offered')), () => process.exit(0));
  });
}
