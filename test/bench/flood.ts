/** A process that only calls: raw HTTP/2 with bodies made beforehand, so that the client costs little of what it measures. */
import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { type ClientHttp2Session, connect } from 'node:http2';
import { setTimeout as delay } from 'node:timers/promises';

/** One kind of call; each gets a request id of its own where `requestIdAt` says where it stands in the body. */
export type Asked = { readonly path: string; readonly body: string; readonly requestIdAt?: number };

export type Flood = {
  readonly url: string;
  readonly token: string;
  readonly asked: readonly Asked[];
  readonly seconds: number;
  /** Closed loop: so many callers that wait for their answers. Open loop: calls a second, whatever is answered. */
  readonly pace: { readonly callers: number } | { readonly perSecond: number };
};

/** Milliseconds of each call by what became of it: an HTTP status, or why there was none. */
export type Flooded = Record<string, number[]>;

/** Connections of one process. */
const SESSIONS = 4;
/** A caller gives up after this. */
const PATIENCE_MS = 10_000;

/** Floods from so many processes at once, each with its share. */
export async function flood(wanted: Flood, processes: number): Promise<Flooded> {
  const { pace } = wanted;
  const share =
    'callers' in pace ? { callers: Math.ceil(pace.callers / processes) } : { perSecond: pace.perSecond / processes };
  const all = await Promise.all(Array.from({ length: processes }, () => inProcess({ ...wanted, pace: share })));
  const sum: Flooded = {};
  for (const one of all) for (const [what, times] of Object.entries(one)) sum[what] = (sum[what] ?? []).concat(times);
  return sum;
}

function inProcess(wanted: Flood): Promise<Flooded> {
  return new Promise((done, failed) => {
    const child = fork(import.meta.filename, { stdio: 'inherit' });
    child.once('message', (answer: Flooded) => {
      done(answer);
      child.disconnect();
    });
    child.once('error', failed);
    child.once('exit', (code) => failed(new Error(`a flooding process ended with ${code}`)));
    child.send(wanted);
  });
}

async function run({ url, token, asked, seconds, pace }: Flood): Promise<Flooded> {
  const sessions = Array.from({ length: SESSIONS }, () => connect(url));
  for (const session of sessions) session.on('error', () => {});
  const kinds = asked.map((one) => ({ ...one, bytes: Buffer.from(one.body, 'base64') }));
  const flooded: Flooded = {};
  let i = 0;
  const once = async () => {
    const kind = kinds[i % kinds.length]!;
    const session = sessions[i++ % sessions.length]!;
    const started = performance.now();
    const what = await call(session, token, kind.path, withRequestId(kind.bytes, kind.requestIdAt));
    flooded[what] ??= [];
    flooded[what].push(performance.now() - started);
  };
  const end = performance.now() + seconds * 1000;
  if ('callers' in pace) {
    const caller = async () => {
      while (performance.now() < end) await once();
    };
    await Promise.all(Array.from({ length: pace.callers }, caller));
  } else await openLoop(once, pace.perSecond, end);
  for (const session of sessions) session.close();
  return flooded;
}

/** Calls are due by the clock; those that a busy moment has delayed are made at once. */
async function openLoop(once: () => Promise<void>, perSecond: number, end: number): Promise<void> {
  const under = new Set<Promise<void>>();
  const began = performance.now();
  for (let made = 0; performance.now() < end; await delay(1)) {
    for (const due = ((performance.now() - began) / 1000) * perSecond; made < due; made++) {
      const one = once().finally(() => under.delete(one));
      under.add(one);
    }
  }
  await Promise.all(under);
}

function call(session: ClientHttp2Session, token: string, path: string, body: Buffer): Promise<string> {
  return new Promise((done) => {
    try {
      const stream = session.request({
        ':method': 'POST',
        ':path': path,
        'content-type': 'application/proto',
        'connect-protocol-version': '1',
        authorization: `Bearer ${token}`,
      });
      let status = 'no answer';
      stream.on('response', (headers) => {
        status = String(headers[':status']);
      });
      stream.on('error', () => done('broken'));
      stream.setTimeout(PATIENCE_MS, () => stream.close());
      stream.on('close', () => done(status));
      stream.resume();
      stream.end(body);
    } catch {
      done('broken');
    }
  });
}

function withRequestId(bytes: Buffer, at: number | undefined): Buffer {
  if (at === undefined) return bytes;
  const own = Buffer.from(bytes);
  own.write(randomUUID(), at, 'latin1');
  return own;
}

if (process.argv[1] === import.meta.filename) {
  process.once('message', async (wanted: Flood) => {
    process.send?.(await run(wanted), () => process.exit(0));
  });
}
