/** What is told and what is logged of calls that fail, over real HTTP/2. */
import assert from 'node:assert/strict';
import { type ClientHttp2Stream, connect, constants } from 'node:http2';
import { type TestContext, test } from 'node:test';
import { Code, ConnectError, createClient, type Interceptor } from '@connectrpc/connect';
import { connectNodeAdapter, createConnectTransport } from '@connectrpc/connect-node';
import { UserService } from '#gen/melo/users/v1/user_service_pb.ts';
import type { Logger } from '../telemetry/log.ts';
import { serveHttp2 } from '../testing/http2-server.ts';
import { deadlineInterceptor } from './deadline.ts';
import { telemetryInterceptor } from './telemetry-interceptor.ts';

/** A server whose one method does `work`; `thrown` settles with what its first call was answered. */
async function observed(t: TestContext, work: () => Promise<never>) {
  const failures: unknown[] = [];
  const log = { error: (said: unknown) => failures.push(said), warn() {} } as unknown as Logger;
  const called = Promise.withResolvers<void>();
  const thrown = Promise.withResolvers<ConnectError>();
  const capture: Interceptor = (next) => (request) =>
    next(request).catch((error) => {
      thrown.resolve(error);
      throw error;
    });
  const baseUrl = await serveHttp2(
    t,
    connectNodeAdapter({
      routes: (router) =>
        router.service(UserService, {
          getMe() {
            called.resolve();
            return work();
          },
        }),
      interceptors: [capture, telemetryInterceptor(log), deadlineInterceptor],
    }),
  );
  return { baseUrl, failures, called: called.promise, thrown: thrown.promise };
}

/** Calls the method over a connection of its own, as a client that itself knows no deadline. */
function ask(t: TestContext, baseUrl: string, headers: Record<string, string> = {}): ClientHttp2Stream {
  const session = connect(baseUrl).on('error', () => {});
  t.after(() => session.destroy());
  const path = `/${UserService.typeName}/GetMe`;
  const stream = session.request({ ':method': 'POST', ':path': path, 'content-type': 'application/json', ...headers });
  stream.on('error', () => {}).end('{}');
  return stream;
}

test('a caller whose connection breaks has left: that is no failure of ours', async (t) => {
  const { baseUrl, failures, called, thrown } = await observed(t, () => new Promise(() => {}));
  const stream = ask(t, baseUrl);
  await called;
  stream.close(constants.NGHTTP2_INTERNAL_ERROR);
  assert.equal((await thrown).code, Code.Canceled);
  assert.deepEqual(failures, []);
});

test('a deadline that passes is told as one', async (t) => {
  const { baseUrl, failures, thrown } = await observed(t, () => new Promise(() => {}));
  ask(t, baseUrl, { 'connect-timeout-ms': '50' });
  assert.equal((await thrown).code, Code.DeadlineExceeded);
  assert.deepEqual(failures, []);
});

test('an error of our own is logged, and the caller learns nothing but its trace id', async (t) => {
  const { baseUrl, failures } = await observed(t, () => Promise.reject(new Error('secret of the house')));
  const users = createClient(UserService, createConnectTransport({ httpVersion: '2', baseUrl }));
  const error = ConnectError.from(await users.getMe({}).catch((reason) => reason));
  assert.equal(error.code, Code.Internal);
  assert.doesNotMatch(error.message, /secret/);
  assert.ok(error.metadata.has('x-trace-id'));
  assert.equal(failures.length, 1);
});
