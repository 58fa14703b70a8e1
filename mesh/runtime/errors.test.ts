import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import { create } from '@bufbuild/protobuf';
import { Code, ConnectError } from '@connectrpc/connect';
import { ErrorInfoSchema } from '#gen/google/rpc/error_details_pb.ts';
import { AccountService } from '#gen/melo/accounts/v1/account_service_pb.ts';
import { startTelemetry } from '#kit/telemetry/telemetry.ts';
import { createTestGateway } from '../testing/test-gateway.ts';

const id = '00000000-0000-7000-8000-000000000001';
let failure: Error | undefined;
let endless = false;
const telemetry = startTelemetry('mesh');
const gateway = await createTestGateway((router) => {
  router.service(AccountService, {
    async getAccount(_, { signal }) {
      if (endless) await new Promise((_, stop) => signal.addEventListener('abort', () => stop(signal.reason)));
      throw failure;
    },
  });
});
after(async () => {
  await gateway.close();
  await telemetry.stop();
});
beforeEach(() => {
  gateway.calls.length = 0;
  [failure, endless] = [undefined, false];
});

const getAccount = `{ getAccount(id: "${id}") { id } }`;

test('an error carries code, reason and metadata, with HTTP 200', async () => {
  const info = create(ErrorInfoSchema, { reason: 'SIGN_IN_REQUIRED', domain: 'melo', metadata: { a: 'b' } });
  failure = new ConnectError('Please sign in.', Code.Unauthenticated, undefined, [
    { desc: ErrorInfoSchema, value: info },
  ]);
  for (const accept of ['application/json', 'application/graphql-response+json']) {
    const { data, errors, status } = await gateway.ask(getAccount, {}, { accept });
    assert.equal(status, 200);
    assert.deepEqual(data, { getAccount: null });
    assert.equal(errors?.[0]?.message, 'Please sign in.');
    assert.deepEqual(errors?.[0]?.path, ['getAccount']);
    assert.deepEqual(errors?.[0]?.extensions, {
      code: 'UNAUTHENTICATED',
      reason: 'SIGN_IN_REQUIRED',
      metadata: { a: 'b' },
    });
  }
});

test('a violated contract names the field as it is called in the graph', async () => {
  const { errors } = await gateway.ask(`mutation { createAccount(input: { account: { name: "Cash", type: CASH,
    openingDate: "someday", openingBalance: { currencyCode: "eur" } } }) { id } }`);
  const { code, violations } = errors?.[0]?.extensions ?? {};
  assert.equal(code, 'INVALID_ARGUMENT');
  assert.deepEqual((violations as { field: string }[]).map(({ field }) => field).toSorted(), [
    'account.openingBalance.currencyCode',
    'account.openingDate',
  ]);
});

test('a value that a scalar rejects is reported with its argument', async () => {
  const openingBalance = { currencyCode: 'EUR', minorUnits: '0' };
  const account = { name: 'Cash', type: 'CASH', openingDate: '2026-01-01', openingBalance, createTime: 'yesterday' };
  const query = 'mutation ($account: AccountInput!) { createAccount(input: { account: $account }) { id } }';
  const { errors } = await gateway.ask(query, { account });
  assert.match(errors?.[0]?.message ?? '', /account.createTime"; A DateTime is an instant/);
  assert.equal(errors?.[0]?.extensions['code'], 'INVALID_ARGUMENT');
});

test('an internal error is masked and names its trace', async () => {
  failure = new ConnectError('password of the database is wrong', Code.Internal);
  const { errors } = await gateway.ask(getAccount);
  assert.equal(errors?.[0]?.message, 'Something went wrong on our side. Please try again.');
  assert.equal(errors?.[0]?.extensions['code'], 'INTERNAL');
  assert.match(String(errors?.[0]?.extensions['traceId']), /^[0-9a-f]{32}$/);
  assert.ok(!JSON.stringify(errors).includes('database'));
});

test('authorization, trace and request id go on, in the name of the owning process and with a deadline', async () => {
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  const headers = { authorization: 'Bearer abc', 'x-request-id': 'r1', traceparent, cookie: 'secret=1' };
  failure = new ConnectError('', Code.NotFound);
  await gateway.ask(getAccount, {}, headers);
  const [call] = gateway.calls;
  assert.equal(new URL(call!.url).host, 'accounts');
  assert.equal(call?.header.get('authorization'), 'Bearer abc');
  assert.equal(call?.header.get('x-request-id'), 'r1');
  assert.equal(call?.header.get('cookie'), null);
  assert.match(call?.header.get('traceparent') ?? '', /^00-0af7651916cd43dd8448eb211c80319c-/);
  const timeoutMs = Number(call?.header.get('connect-timeout-ms'));
  assert.ok(timeoutMs > 5_000 && timeoutMs <= 10_000);
});

test('a shorter deadline of the way here is kept', async () => {
  endless = true;
  const { errors } = await gateway.ask(getAccount, {}, { 'x-envoy-expected-rq-timeout-ms': '100' });
  assert.equal(errors?.[0]?.extensions['code'], 'DEADLINE_EXCEEDED');
});

test('a client that leaves aborts the call it was waiting for', async () => {
  endless = true;
  const leaving = new AbortController();
  const answer = gateway.send(JSON.stringify({ query: getAccount }), { signal: leaving.signal });
  while (gateway.calls.length === 0) await new Promise((done) => setTimeout(done, 5));
  const aborted = new Promise((done) => gateway.calls[0]!.signal.addEventListener('abort', done));
  leaving.abort();
  await assert.rejects(answer);
  await aborted;
});
