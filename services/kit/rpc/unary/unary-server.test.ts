/** The fast path answers what connect-node answers, byte for byte. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type ClientHttp2Session, connect, createServer, type Http2Server, type IncomingHttpHeaders } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { create, fromBinary, toBinary, toJsonString } from '@bufbuild/protobuf';
import { Code, ConnectError, createClient, type HandlerContext, type Interceptor } from '@connectrpc/connect';
import { connectNodeAdapter, createConnectTransport, createGrpcTransport } from '@connectrpc/connect-node';
import { createValidateInterceptor } from '@connectrpc/validate';
import {
  CategoryService,
  GetCategoryRequestSchema,
  GetCategoryResponseSchema,
} from '#gen/melo/categories/v1/category_service_pb.ts';
import { withDecodeErrorFields } from '../../patches/connect-decode-errors.ts';
import { createRpcServer } from '../../service/rpc-server.ts';
import { createLog } from '../../telemetry/log.ts';
import { uuidv7 } from '../../values/ids.ts';
import { deadlineInterceptor } from '../deadline.ts';
import { errors } from '../errors.ts';
import type { Routes } from '../routes.ts';
import { NodeHeaders } from './node-headers.ts';

const PATH = '/melo.categories.v1.CategoryService/GetCategory';
const LIMITS = { readMaxBytes: 1024 * 1024, maxTimeoutMs: 60_000, compressMinBytes: Number.MAX_SAFE_INTEGER };

/** What the handler does with the next call. */
let behave: (context: HandlerContext) => Promise<string> | string = () => 'Food';
let lastContext: HandlerContext | undefined;
const routes: Routes = (router) =>
  void router.service(CategoryService, {
    async getCategory({ id }, context) {
      lastContext = context;
      return { category: { id, name: await behave(context) } };
    },
  });

const tagging: Interceptor = (next) => async (request) => {
  const response = await next(request);
  response.header.append('x-order', 'outer');
  return response;
};
const interceptors = [tagging, deadlineInterceptor, createValidateInterceptor()];

let fast: Http2Server;
let general: Http2Server;
const sessions = new Map<Http2Server, ClientHttp2Session>();

before(async () => {
  fast = createRpcServer({ routes, interceptors, log: createLog('test', 'silent') });
  general = createServer(
    connectNodeAdapter({ routes: (router) => routes(withDecodeErrorFields(router)), interceptors, ...LIMITS }),
  );
  for (const server of [fast, general]) {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    sessions.set(server, connect(urlOf(server)));
  }
});
after(() => {
  for (const [server, session] of sessions) {
    session.destroy();
    server.close();
  }
});

const urlOf = (server: Http2Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

type Answer = { readonly headers: Record<string, unknown>; readonly body: Buffer };

async function ask(server: Http2Server, headers: IncomingHttpHeaders, body: Uint8Array): Promise<Answer> {
  const sent = { ':path': PATH, ':method': 'POST', 'content-type': 'application/proto', ...headers };
  const stream = sessions.get(server)!.request(sent);
  // A server that answers early resets the rest of the request.
  stream.on('error', () => {});
  stream.end(body);
  const [answered] = (await once(stream, 'response')) as [IncomingHttpHeaders];
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  const { date, ...rest } = answered;
  assert.ok(date, 'the answer has a date');
  return { headers: { ...rest }, body: Buffer.concat(chunks) };
}

const REQUEST = toBinary(GetCategoryRequestSchema, create(GetCategoryRequestSchema, { id: uuidv7() }));

/** The same answer of both servers. */
async function same(headers: IncomingHttpHeaders = {}, body: Uint8Array = REQUEST, isFast = true): Promise<Answer> {
  lastContext = undefined;
  const answers = [await ask(fast, headers, body)];
  const context = lastContext as HandlerContext | undefined;
  if (context) assert.equal(context.requestHeader instanceof NodeHeaders, isFast);
  answers.push(await ask(general, headers, body));
  assert.deepEqual(answers[0], answers[1]);
  return answers[0]!;
}

test('a message is answered', async () => {
  behave = () => 'Food';
  const { headers, body } = await same();
  assert.equal(headers[':status'], 200);
  assert.equal(fromBinary(GetCategoryResponseSchema, body).category?.name, 'Food');
});

test('headers, cookies and trailers of the handler are sent', async () => {
  behave = ({ responseHeader, responseTrailer }) => {
    responseHeader.set('X-Own', ' spaced ');
    responseHeader.append('x-own', 'second');
    responseHeader.append('set-cookie', 'a=1; Path=/');
    responseHeader.append('set-cookie', 'b=2');
    responseTrailer.set('x-cost', '3');
    return 'Food';
  };
  const { headers } = await same();
  assert.equal(headers['x-own'], 'spaced, second');
  assert.deepEqual(headers['set-cookie'], ['a=1; Path=/', 'b=2']);
  assert.equal(headers['trailer-x-cost'], '3');
});

test('the handler reads the same context', async () => {
  behave = (context) =>
    JSON.stringify([
      context.requestHeader.get('X-Own'),
      context.requestHeader.has('x-missing'),
      [...context.requestHeader.keys()].filter((key) => key.startsWith(':')),
      context.requestMethod,
      context.protocolName,
      new URL(context.url).pathname,
      (context.timeoutMs() ?? 0) > 50_000,
      context.signal.aborted,
      context.method.name,
      context.service.typeName,
    ]);
  const { body } = await same({ 'x-own': 'one', 'connect-timeout-ms': '60000', 'connect-protocol-version': '1' });
  assert.match(fromBinary(GetCategoryResponseSchema, body).category?.name ?? '', /"one",false,\[\],"POST","connect"/);
});

for (const [what, thrown] of Object.entries({
  'a domain error with details': errors.notFound('category'),
  'a domain error with a header': errors.rateLimited(3),
  'an error with reserved and own metadata': new ConnectError('no', Code.DataLoss, {
    'x-own': 'a',
    'content-type': 'b',
  }),
  'an error of another kind': new TypeError('a bug'),
}))
  test(`${what} is answered`, async () => {
    behave = () => {
      throw thrown;
    };
    const { headers } = await same();
    assert.equal(headers['content-type'], 'application/json');
  });

test('a violation of the contract is answered', async () => {
  const { headers, body } = await same(
    {},
    toBinary(GetCategoryRequestSchema, create(GetCategoryRequestSchema, { id: 'x' })),
  );
  assert.equal(headers[':status'], 400);
  assert.match(body.toString(), /buf.validate.Violations/);
});

test('invalid bytes are answered', async () => {
  assert.match((await same({}, Buffer.from([255, 255, 255]))).body.toString(), /invalid_argument/);
});

test('a message that is too large is answered, whether or not its length is known', async () => {
  const body = new Uint8Array(LIMITS.readMaxBytes + 1);
  assert.match((await same({}, body)).body.toString(), /message size is larger/);
  const known = await same({ 'content-length': String(body.length) }, body);
  assert.match(known.body.toString(), /message size 1048577 is larger/);
});

test('an expired deadline is answered, and aborts the signal of the handler', async () => {
  const reasons: unknown[] = [];
  behave = async ({ signal }) => {
    signal.addEventListener('abort', () => reasons.push(ConnectError.from(signal.reason).code));
    await delay(10_000, undefined, { signal }).catch(() => {});
    return 'late';
  };
  assert.match((await same({ 'connect-timeout-ms': '50' })).body.toString(), /deadline_exceeded/);
  assert.deepEqual(reasons, [Code.DeadlineExceeded, Code.DeadlineExceeded]);
});

for (const timeout of ['soon', '60001', '00000000001'])
  test(`a timeout of ${timeout} is answered`, async () => {
    behave = () => 'Food';
    assert.match((await same({ 'connect-timeout-ms': timeout }, REQUEST, false)).body.toString(), /invalid_argument/);
  });

test('no response is compressed, whatever the caller accepts', async () => {
  behave = () => 'x'.repeat(20_000);
  const { headers, body } = await same({ 'accept-encoding': 'gzip, br' });
  assert.equal(headers['content-encoding'], undefined);
  assert.equal(fromBinary(GetCategoryResponseSchema, body).category?.name.length, 20_000);
});

test('other encodings, methods and protocols are answered by connect-node', async () => {
  behave = () => 'Food';
  const json = Buffer.from(toJsonString(GetCategoryRequestSchema, fromBinary(GetCategoryRequestSchema, REQUEST)));
  assert.match((await same({ 'content-type': 'application/json' }, json, false)).body.toString(), /Food/);
  assert.equal((await same({ ':path': `${PATH}x` }, REQUEST, false)).headers[':status'], 404);
  assert.equal((await same({ 'content-type': 'text/plain' }, REQUEST, false)).headers[':status'], 415);
  const encoded = await same({ 'content-encoding': 'unknown' }, REQUEST, false);
  assert.match(encoded.body.toString(), /unimplemented/);
  const { id } = fromBinary(GetCategoryRequestSchema, REQUEST);
  for (const transport of [
    createConnectTransport({ httpVersion: '2', baseUrl: urlOf(fast), useHttpGet: true }),
    createGrpcTransport({ baseUrl: urlOf(fast) }),
  ])
    assert.equal((await createClient(CategoryService, transport).getCategory({ id })).category?.name, 'Food');
});

test('a caller that leaves aborts the signal of the handler, and the server serves the next call', async () => {
  const aborted = Promise.withResolvers<Code>();
  const started = Promise.withResolvers<void>();
  behave = async ({ signal }) => {
    started.resolve();
    signal.addEventListener('abort', () => aborted.resolve(ConnectError.from(signal.reason).code));
    await aborted.promise;
    return 'late';
  };
  const stream = sessions.get(fast)!.request({ ':path': PATH, ':method': 'POST', 'content-type': 'application/proto' });
  stream.on('error', () => {});
  stream.end(REQUEST);
  await started.promise;
  stream.close(8);
  assert.equal(await aborted.promise, Code.Canceled);
  behave = () => 'Food';
  await same();
});

test('half a message ends with its caller', async () => {
  const stream = sessions.get(fast)!.request({ ':path': PATH, ':method': 'POST', 'content-type': 'application/proto' });
  stream.on('error', () => {});
  const arrived = once(fast, 'stream');
  stream.write(REQUEST.subarray(0, 3));
  await arrived;
  stream.close(8);
  await once(stream, 'close');
  await same();
});
