/** Single calls over raw HTTP/2: what a flooding process makes as cheaply as it can. */
import { randomUUID } from 'node:crypto';
import { type ClientHttp2Session, connect } from 'node:http2';

/** Connections of one process. */
const SESSIONS = 4;
/** A caller gives up after this. */
const TIMEOUT_MS = 10_000;

export function openSessions(url: string) {
  const open = () => connect(url).on('error', () => {});
  const sessions = Array.from({ length: SESSIONS }, open);
  return {
    /** One that the edge has closed is opened again, as any client would. */
    take(i: number): ClientHttp2Session {
      const at = i % SESSIONS;
      if (sessions[at]!.closed || sessions[at]!.destroyed) sessions[at] = open();
      return sessions[at]!;
    },
    close() {
      for (const session of sessions) session.close();
    },
  };
}

/** Answers what became of it: an HTTP status, or why there was none. */
export function call(session: ClientHttp2Session, token: string, path: string, body: Buffer): Promise<string> {
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
      stream.setTimeout(TIMEOUT_MS, () => {
        // Also when the head of an answer had come: the answer had not.
        status = 'no answer';
        stream.close();
      });
      stream.on('close', () => done(status));
      stream.resume();
      stream.end(body);
    } catch {
      done('broken');
    }
  });
}

/** The body with a request id of its own, where it has one. */
export function withRequestId(bytes: Buffer, at: number | undefined): Buffer {
  if (at === undefined) return bytes;
  const own = Buffer.from(bytes);
  own.write(randomUUID(), at, 'latin1');
  return own;
}
