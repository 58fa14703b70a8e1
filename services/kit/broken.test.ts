/** Against a real HTTP/2 server that refuses. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { constants, createServer, type ServerHttp2Session } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import { Code, ConnectError, createClient } from '@connectrpc/connect';
import { connectNodeAdapter, createConnectTransport } from '@connectrpc/connect-node';
import { UserService } from '#gen/melo/users/v1/user_service_pb.ts';
import { resend } from './resend.ts';

/** A client of a server that refuses the first `times` streams; `asked` counts those it looked at. */
async function refusing(t: TestContext, times: number) {
  const seen = { refused: 0, asked: 0 };
  const handler = connectNodeAdapter({
    routes: (router) =>
      router.service(UserService, {
        getMe() {
          seen.asked++;
          return { user: { name: 'Ada' } };
        },
      }),
  });
  const sessions = new Set<ServerHttp2Session>();
  const server = createServer((request, answer) => {
    if (seen.refused < times) {
      seen.refused++;
      request.stream.close(constants.NGHTTP2_REFUSED_STREAM);
    } else handler(request, answer);
  });
  server.on('session', (session) => sessions.add(session));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    for (const session of sessions) session.destroy();
    server.close();
  });
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const transport = createConnectTransport({ httpVersion: '2', baseUrl, interceptors: [resend] });
  return { seen, users: createClient(UserService, transport) };
}

test('a refused call is sent again, and the caller does not notice', async (t) => {
  const { seen, users } = await refusing(t, 1);
  assert.equal((await users.getMe({})).user?.name, 'Ada');
  assert.deepEqual(seen, { refused: 1, asked: 1 });
});

test('who refuses again is believed', async (t) => {
  const { seen, users } = await refusing(t, 2);
  const error = ConnectError.from(await users.getMe({}).catch((reason) => reason));
  assert.equal(error.code, Code.Unavailable);
  assert.deepEqual(seen, { refused: 2, asked: 0 });
});
