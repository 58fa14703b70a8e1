/** Connects to a sidecar or the edge: one HTTP/2 connection with a given certificate, then any number of calls. */
import { type ClientHttp2Session, connect, constants, type SecureClientSessionOptions } from 'node:http2';
import { errorReplies } from '../../envoy/config/local-replies.ts';

/** Time without a response after which a call is given up. */
const DEADLINE_MS = 30_000;

/** A response; status 0 when the connection ended without one, and then the body is the TLS error, if any. */
export type Answer = { readonly status: number; readonly body: string };

export type Headers = Readonly<Record<string, string>>;

export type Knocking = {
  /** POSTs JSON to a path. */
  ask(path: string, headers?: Headers, body?: unknown): Promise<Answer>;
  close(): void;
};

/** Opens a connection to a port of this machine; `identity` undefined speaks HTTP/2 without TLS. */
export function knock(port: number, identity: SecureClientSessionOptions | undefined): Knocking {
  const session = connect(`${identity ? 'https' : 'http'}://127.0.0.1:${port}`, {
    // Certificates of processes name no host; whom the server may be is another test's question.
    checkServerIdentity: () => undefined,
    ...identity,
  });
  let alert = '';
  session.on('error', (error) => {
    alert ||= alertOf(error);
  });
  return {
    async ask(path, headers = {}, body = {}) {
      const answer = await answerTo(session, path, headers, JSON.stringify(body));
      return answer.status === 0 ? { status: 0, body: answer.body || alert } : answer;
    },
    close: () => session.destroy(),
  };
}

function answerTo(session: ClientHttp2Session, path: string, headers: Headers, sent: string): Promise<Answer> {
  return new Promise((done, failed) => {
    if (session.destroyed || session.closed) return done({ status: 0, body: '' });
    const stream = session.request({
      [constants.HTTP2_HEADER_METHOD]: 'POST',
      [constants.HTTP2_HEADER_PATH]: path,
      'content-type': 'application/json',
      ...headers,
    });
    let status = 0;
    let body = '';
    stream.setTimeout(DEADLINE_MS, () => failed(new Error(`no answer to ${path} in ${DEADLINE_MS} ms`)));
    stream.setEncoding('utf8');
    stream.on('response', (head) => {
      status = Number(head[constants.HTTP2_HEADER_STATUS]);
    });
    stream.on('data', (chunk) => {
      body += chunk;
    });
    stream.on('error', (error) => {
      body ||= alertOf(error);
    });
    stream.on('close', () => done({ status, body }));
    stream.end(sent);
  });
}

/** Such as "unknown ca", from OpenSSL's error. */
const alertOf = ({ message }: Error): string => /alert ([a-z ]+):/.exec(message)?.[1] ?? '';

/** Whether Envoy denied the call by RBAC; a service that denies gives a reason. */
export const isShut = (answer: Answer): boolean =>
  answer.status === 403 && (JSON.parse(answer.body) as { message?: string }).message === errorReplies[403][1];

/** What a process says to an empty request: it misses a token, a field, or another content type, or it is content. */
const OWN_STATUS: ReadonlySet<number> = new Set([200, 400, 401, 415]);

/** Whether the process behind the sidecar was reached. */
export const isReached = (answer: Answer): boolean =>
  OWN_STATUS.has(answer.status) && !answer.body.includes(ownWordsOf(answer.status));

/** What Envoy would have said with that status. */
const ownWordsOf = (status: number): string =>
  (errorReplies as Readonly<Record<number, readonly [unknown, string]>>)[status]?.[1] ?? '\0';
