/** The client's fast path sends what connect-node sends and reads answers as connect-node does. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { constants, createServer, type IncomingHttpHeaders, type ServerHttp2Stream } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { create, toBinary } from '@bufbuild/protobuf';
import { Code, ConnectError, type Interceptor, type Transport } from '@connectrpc/connect';
import { errorToJsonBytes } from '@connectrpc/connect/protocol-connect';
import { createConnectTransport, Http2SessionManager } from '@connectrpc/connect-node';
import { CategoryService, GetCategoryResponseSchema } from '#gen/melo/categories/v1/category_service_pb.ts';
import { errors } from '../errors.ts';
import { streamRetryInterceptor } from '../stream-retry.ts';
import { createUnaryClient } from './unary-client.ts';

const METHOD = CategoryService.method.getCategory;
const MAX_BYTES = 1_000;

const tagging: Interceptor = (next) => async (request) => {
  request.header.set('x-order', 'outer');
  const response = await next(request);
  response.header.set('x-seen', 'yes');
  return response;
};

type Heard = { readonly headers: IncomingHttpHeaders; readonly body: string };

/** What the server does with the next call, and what it received. */
let behave: (stream: ServerHttp2Stream) => unknown;
let heard: Heard | undefined;

const server = createServer().on('stream', (stream: ServerHttp2Stream, headers) => {
  stream.on('error', () => {});
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  stream.once('end', () => {
    heard = { headers: { ...headers }, body: Buffer.concat(chunks).toString('hex') };
    behave(stream);
  });
});

let fast: Transport['unary'];
let general: Transport['unary'];
const managers: Http2SessionManager[] = [];

function clientsOf(
  baseUrl: string,
  interceptors: Interceptor[],
): { fast: Transport['unary']; general: Transport['unary'] } {
  const [sessions, others] = [new Http2SessionManager(baseUrl), new Http2SessionManager(baseUrl)];
  managers.push(sessions, others);
  const options = { interceptors, readMaxBytes: MAX_BYTES, defaultTimeoutMs: 2_000 };
  return {
    fast: createUnaryClient({ sessions, ...options }),
    general: createConnectTransport({
      httpVersion: '2',
      baseUrl,
      sessionManager: others,
      useBinaryFormat: true,
      acceptCompression: [],
      ...options,
    }).unary,
  };
}

before(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  ({ fast, general } = clientsOf(baseUrl, [tagging]));
});
after(() => {
  for (const manager of managers) manager.abort();
  server.close();
});

type CallOptions = { readonly signal?: AbortSignal; readonly timeoutMs?: number; readonly header?: HeadersInit };

/** The outcome of a call in plain values. */
async function outcome(unary: Transport['unary'], { signal, timeoutMs, header }: CallOptions) {
  try {
    const answer = await unary(METHOD, signal, timeoutMs, header, { id: 'an-id' });
    return {
      message: answer.message,
      header: [...answer.header].filter(([name]) => name !== 'date'),
      trailer: [...answer.trailer],
    };
  } catch (error) {
    assert.ok(error instanceof ConnectError);
    const metadata = [...error.metadata].filter(([name]) => name !== 'date');
    return { code: Code[error.code], message: error.rawMessage, details: error.details, metadata };
  }
}

/** The same request and the same outcome of both clients. */
async function same(options: CallOptions = {}) {
  heard = undefined;
  const first = await outcome(fast, options);
  const sent = heard;
  heard = undefined;
  assert.deepEqual(first, await outcome(general, options));
  assert.deepEqual(sent, heard);
  return first as Record<string, unknown>;
}

const BODY = toBinary(GetCategoryResponseSchema, create(GetCategoryResponseSchema, { category: { name: 'Food' } }));

const answering =
  (headers: Record<string, unknown>, body: Uint8Array | string = BODY) =>
  (stream: ServerHttp2Stream): void => {
    stream.respond({ ':status': 200, 'content-type': 'application/proto', ...headers });
    stream.end(body);
  };

test('a call and its answer', async () => {
  behave = answering({ 'x-cost': '3' });
  const { message, header } = await same({ header: { 'X-Own': 'one' }, timeoutMs: 500 });
  assert.equal((message as { category: { name: string } }).category.name, 'Food');
  assert.deepEqual(header, [
    ['content-type', 'application/proto'],
    ['x-cost', '3'],
    ['x-seen', 'yes'],
  ]);
  assert.equal(heard?.headers['connect-timeout-ms'], '500');
  assert.equal(heard?.headers['x-order'], 'outer');
});

test('headers as an array, as Headers, and with a user agent of the caller', async () => {
  behave = answering({});
  await same({
    header: [
      ['x-own', 'one'],
      ['x-own', 'two'],
    ],
  });
  await same({ header: new Headers({ 'user-agent': 'own/1', authorization: 'Bearer x' }) });
  assert.equal(heard?.headers['connect-timeout-ms'], '2000');
});

test('a call without a deadline', async () => {
  behave = answering({});
  await same({ timeoutMs: 0 });
  assert.equal(heard?.headers['connect-timeout-ms'], undefined);
});

test('trailing metadata is separated', async () => {
  behave = answering({ 'trailer-x-cost': '3' });
  assert.deepEqual((await same())['trailer'], [['x-cost', '3']]);
});

for (const [what, error] of Object.entries({
  'an error with details': errors.notFound('category'),
  'an error with own metadata': errors.rateLimited(3),
}))
  test(`${what} is the error of the call`, async () => {
    const json = { 'content-type': 'application/json', 'retry-after': '3', ':status': 404 };
    behave = answering(json, errorToJsonBytes(error, undefined));
    assert.equal((await same())['code'], Code[error.code]);
  });

test('answers that are not of the protocol are errors', async () => {
  behave = answering({ ':status': 503, 'content-type': 'text/plain' }, 'no healthy upstream');
  assert.equal((await same())['code'], 'Unavailable');
  behave = answering({ 'content-type': 'text/html' }, '<p>');
  assert.equal((await same())['code'], 'Unknown');
  behave = answering({ 'content-type': 'application/json', ':status': 500 }, 'not json');
  assert.equal((await same())['code'], 'Unknown');
  behave = answering({ 'content-encoding': 'br' });
  assert.match(String((await same())['message']), /unsupported response encoding/);
  behave = answering({}, Buffer.from([255, 255]));
  assert.match(String((await same())['message']), /parse binary/);
});

test('an answer that is too large is an error', async () => {
  behave = answering({}, new Uint8Array(MAX_BYTES + 1));
  assert.equal((await same())['code'], 'ResourceExhausted');
  behave = answering({ 'content-length': MAX_BYTES + 1 }, new Uint8Array(MAX_BYTES + 1));
  assert.equal((await same())['code'], 'ResourceExhausted');
});

test('a stream that the server resets is an error by its code', async () => {
  for (const code of [constants.NGHTTP2_REFUSED_STREAM, constants.NGHTTP2_INTERNAL_ERROR, constants.NGHTTP2_CANCEL]) {
    behave = (stream) => stream.close(code);
    assert.match(String((await same())['message']), /[Ss]tream closed with error code/);
  }
});

test('a deadline that passes ends the call', async () => {
  const closes: Promise<number>[] = [];
  behave = (stream) => closes.push(new Promise((resolve) => stream.once('close', () => resolve(stream.rstCode))));
  assert.deepEqual((await same({ timeoutMs: 30 }))['code'], 'DeadlineExceeded');
  assert.deepEqual(await Promise.all(closes), [constants.NGHTTP2_INTERNAL_ERROR, constants.NGHTTP2_INTERNAL_ERROR]);
});

test('a caller that leaves ends the call', async () => {
  const abortOn = (unary: Transport['unary'], reason?: unknown) => {
    const controller = new AbortController();
    behave = () => controller.abort(reason);
    return outcome(unary, { signal: controller.signal });
  };
  assert.deepEqual(await abortOn(fast), await abortOn(general));
  assert.equal(((await abortOn(fast)) as { code: string }).code, 'Canceled');
  const own = new ConnectError('stopping', Code.Unavailable);
  assert.deepEqual(await abortOn(fast, own), await abortOn(general, own));
  assert.equal((await same({ signal: AbortSignal.abort() }))['code'], 'Canceled');
});

test('a refused stream is sent again; a lost connection and a missing server are UNAVAILABLE', async () => {
  const { port } = server.address() as AddressInfo;
  const retrying = clientsOf(`http://127.0.0.1:${port}`, [streamRetryInterceptor]);
  for (const unary of [retrying.fast, retrying.general]) {
    let calls = 0;
    behave = (stream) => (++calls === 1 ? stream.close(constants.NGHTTP2_REFUSED_STREAM) : answering({})(stream));
    assert.equal('trailer' in (await outcome(unary, {})), true);
    assert.equal(calls, 2);
    behave = (stream) => stream.session?.destroy();
    assert.equal(((await outcome(unary, {})) as { code: string }).code, 'Unavailable');
    behave = answering({});
    assert.equal('trailer' in (await outcome(unary, {})), true, 'the next call opens a new connection');
  }
  const nobody = clientsOf('http://127.0.0.1:1', [streamRetryInterceptor]);
  assert.deepEqual(await outcome(nobody.fast, {}), await outcome(nobody.general, {}));
  assert.equal(((await outcome(nobody.fast, {})) as { code: string }).code, 'Unavailable');
});
