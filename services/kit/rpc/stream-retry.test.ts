/** Against a real HTTP/2 server that refuses, breaks off or answers. */
import assert from 'node:assert/strict';
import { constants } from 'node:http2';
import { connect as connectSocket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { Code, ConnectError, createClient } from '@connectrpc/connect';
import { connectNodeAdapter, createConnectTransport } from '@connectrpc/connect-node';
import { UserService } from '#gen/melo/users/v1/user_service_pb.ts';
import { serveHttp2 } from '../testing/http2-server.ts';
import { streamRetryInterceptor } from './stream-retry.ts';

/** A client of a server that closes the first `times` streams for a reason; `received` counts those it looked at. */
async function refusing(t: TestContext, times: number, reason: number = constants.NGHTTP2_REFUSED_STREAM) {
  const seen = { rejected: 0, received: 0 };
  const handler = connectNodeAdapter({
    routes: (router) =>
      router.service(UserService, {
        getMe() {
          seen.received++;
          return { user: { name: 'Ada' } };
        },
        updateMe() {
          throw new ConnectError('the session and the socket are fine', Code.Internal);
        },
      }),
  });
  const baseUrl = await serveHttp2(t, (request, answer) => {
    if (seen.rejected < times) {
      seen.rejected++;
      request.stream.close(reason);
    } else handler(request, answer);
  });
  const transport = createConnectTransport({ httpVersion: '2', baseUrl, interceptors: [streamRetryInterceptor] });
  return { seen, users: createClient(UserService, transport) };
}

test('a rejected call is sent again, and the caller does not notice', async (t) => {
  const { seen, users } = await refusing(t, 1);
  assert.equal((await users.getMe({})).user?.name, 'Ada');
  assert.deepEqual(seen, { rejected: 1, received: 1 });
});

test('a connection that breaks before there is an answer is an outage, and nothing is sent again', async (t) => {
  const { seen, users } = await refusing(t, 1, constants.NGHTTP2_INTERNAL_ERROR);
  const error = ConnectError.from(await users.getMe({}).catch((reason) => reason));
  assert.equal(error.code, Code.Unavailable);
  assert.deepEqual(seen, { rejected: 1, received: 0 });
});

test('nobody there is an outage, too', async () => {
  const createConnection = () => connectSocket(join(tmpdir(), 'melo-nobody-listens-here.sock'));
  const options = { httpVersion: '2' as const, baseUrl: 'http://users', nodeOptions: { createConnection } };
  const transport = createConnectTransport({ ...options, interceptors: [streamRetryInterceptor] });
  const error = ConnectError.from(
    await createClient(UserService, transport)
      .getMe({})
      .catch((reason) => reason),
  );
  assert.equal(error.code, Code.Unavailable);
});

test('what a server answers is left as it is', async (t) => {
  const { users } = await refusing(t, 0);
  const error = ConnectError.from(await users.updateMe({}).catch((reason) => reason));
  assert.equal(error.code, Code.Internal);
  assert.equal(error.rawMessage, 'the session and the socket are fine');
});

test('who refuses again is believed', async (t) => {
  const { seen, users } = await refusing(t, 2);
  const error = ConnectError.from(await users.getMe({}).catch((reason) => reason));
  assert.equal(error.code, Code.Unavailable);
  assert.deepEqual(seen, { rejected: 2, received: 0 });
});
