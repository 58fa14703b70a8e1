/** Readiness checks over TCP or a Unix socket; each throws until the process is ready. */
import { request } from 'node:http';
import { connect as connectHttp2 } from 'node:http2';
import { connect } from 'node:net';

const ANSWER_MS = 2_000;
const ANSWER_CHARS = 200;

/** Connects, says `hello` if given, and waits for a matching response. */
export function respondsOnTcp(port: number, expected: RegExp, hello = ''): Promise<void> {
  return new Promise((done, failed) => {
    const socket = connect({ port, host: '127.0.0.1', timeout: ANSWER_MS });
    let received = '';
    socket.on('connect', () => socket.write(hello));
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
      if (expected.test(received)) socket.end(done);
    });
    socket.on('timeout', () => socket.destroy(new Error(`port ${port} does not answer`)));
    socket.on('error', failed);
    socket.on('close', () => failed(new Error(`port ${port} closed the connection`)));
  });
}

/** Only connects, for servers that open their port when they can serve. */
export function acceptsTcp(port: number): Promise<void> {
  return new Promise((done, failed) => {
    const socket = connect({ port, host: '127.0.0.1', timeout: ANSWER_MS });
    socket.on('connect', () => socket.end(done));
    socket.on('timeout', () => socket.destroy(new Error(`port ${port} does not answer`)));
    socket.on('error', failed);
  });
}

/** Any HTTP response with an expected status. */
export async function respondsOnHttp(url: string, expected = (status: number) => status < 400): Promise<void> {
  const headers = { accept: 'text/html, application/json' };
  const response = await fetch(url, { headers, signal: AbortSignal.timeout(ANSWER_MS) });
  await response.body?.cancel();
  if (!expected(response.status)) throw new Error(`${url} answered ${response.status}`);
}

/** GET of `path` by HTTP/1.1 over a Unix socket; the status must be 200. */
export const respondsOnSocket = async (socketPath: string, path: string): Promise<void> =>
  void (await getFromSocket(socketPath, path));

/** Returns the body of such a response. */
export function getFromSocket(socketPath: string, path: string): Promise<string> {
  return new Promise((done, failed) => {
    // A new connection: a kept one would reach the predecessor of the process that listens now.
    const options = { socketPath, path, headers: { host: 'melo' }, timeout: ANSWER_MS, agent: false };
    const outgoing = request(options, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part) => parts.push(part));
      answer.on('error', failed);
      answer.on('end', () => {
        if (answer.statusCode === 200) done(Buffer.concat(parts).toString());
        else failed(new Error(`${path} answered ${answer.statusCode}`));
      });
    });
    outgoing.on('timeout', () => outgoing.destroy(new Error(`${socketPath} does not answer`)));
    outgoing.on('error', failed);
    outgoing.end();
  });
}

/** The gRPC health check by Connect with JSON, HTTP/2 over a Unix socket; the status must be SERVING. */
export function isHealthy(socketPath: string): Promise<void> {
  return new Promise((done, failed) => {
    const session = connectHttp2('http://melo', { createConnection: () => connect(socketPath) });
    const fail = (error: Error) => {
      session.destroy();
      failed(error);
    };
    session.setTimeout(ANSWER_MS, () => fail(new Error(`${socketPath} does not answer`)));
    session.on('error', fail);
    const headers = { ':method': 'POST', ':path': '/grpc.health.v1.Health/Check', 'content-type': 'application/json' };
    const outgoing = session.request(headers);
    let answer = '';
    outgoing.on('data', (chunk) => {
      answer += chunk;
    });
    outgoing.on('error', fail);
    outgoing.on('end', () => {
      session.close();
      if (/"status"\s*:\s*"SERVING"/.test(answer)) done();
      else failed(new Error(`${socketPath} answered ${answer.slice(0, ANSWER_CHARS)}`));
    });
    outgoing.end('{}');
  });
}
