/** Asks over TCP whether a process answers yet; each throws until it does. */
import { connect } from 'node:net';

const ANSWER_MS = 2_000;

/** Connects, says `hello` if given, and waits for an answer that matches. */
export function answersTcp(port: number, expected: RegExp, hello = ''): Promise<void> {
  return new Promise((done, failed) => {
    const socket = connect({ port, host: '127.0.0.1', timeout: ANSWER_MS });
    let heard = '';
    socket.on('connect', () => socket.write(hello));
    socket.on('data', (chunk) => {
      heard += chunk.toString('latin1');
      if (expected.test(heard)) socket.end(done);
    });
    socket.on('timeout', () => socket.destroy(new Error(`port ${port} does not answer`)));
    socket.on('error', failed);
    socket.on('close', () => failed(new Error(`port ${port} closed the connection`)));
  });
}

/** Connects and nothing more, for servers that open their port when they can serve. */
export function acceptsTcp(port: number): Promise<void> {
  return new Promise((done, failed) => {
    const socket = connect({ port, host: '127.0.0.1', timeout: ANSWER_MS });
    socket.on('connect', () => socket.end(done));
    socket.on('timeout', () => socket.destroy(new Error(`port ${port} does not answer`)));
    socket.on('error', failed);
  });
}

/** Any HTTP answer whose status is expected. */
export async function answersHttp(url: string, expected = (status: number) => status < 400): Promise<void> {
  const headers = { accept: 'text/html, application/json' };
  const response = await fetch(url, { headers, signal: AbortSignal.timeout(ANSWER_MS) });
  await response.body?.cancel();
  if (!expected(response.status)) throw new Error(`${url} answered ${response.status}`);
}
