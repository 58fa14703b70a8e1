/** An HTTP/2 server of a test's own, without TLS, on a loopback port. */
import { once } from 'node:events';
import { createServer, type Http2ServerRequest, type Http2ServerResponse, type ServerHttp2Session } from 'node:http2';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';

/** Serves HTTP/2 on a loopback port until the test ends; answers its URL. */
export async function serveHttp2(
  t: TestContext,
  listener: (request: Http2ServerRequest, answer: Http2ServerResponse) => void,
): Promise<string> {
  const revocations = new Set<ServerHttp2Session>();
  const server = createServer(listener);
  server.on('session', (session) => revocations.add(session));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    for (const session of revocations) session.destroy();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
