import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '@bufbuild/protobuf';
import { Code, ConnectError, createConnectRouter } from '@connectrpc/connect';
import { createAsyncIterable } from '@connectrpc/connect/protocol';
import { ScheduleService } from '#gen/melo/transactions/v1/schedule_service_pb.ts';
import { TransactionService } from '#gen/melo/transactions/v1/transaction_service_pb.ts';
import { withDecodeErrorFields } from './connect-decode-errors.ts';

const router = createConnectRouter();
withDecodeErrorFields(router)
  .service(TransactionService, { batchCreateTransactions: () => ({}) })
  .service(ScheduleService, { createSchedule: () => ({}) });

/** Code and message that a request is answered with. */
async function answerTo(request: JsonObject | string, handler = 0): Promise<{ code?: string; message?: string }> {
  const { body } = await router.handlers[handler]!({
    httpVersion: '2',
    method: 'POST',
    url: 'http://localhost/',
    header: new Headers({ 'content-type': 'application/json' }),
    body: createAsyncIterable([
      new TextEncoder().encode(typeof request === 'string' ? request : JSON.stringify(request)),
    ]),
    signal: new AbortController().signal,
  });
  const parts = await Array.fromAsync(body as AsyncIterable<Uint8Array>);
  return JSON.parse(Buffer.concat(parts).toString());
}

test('bytes that are no message are the caller’s fault; what else is internal stays ours', () => {
  assert.equal(new ConnectError('parse binary: premature EOF', Code.Internal).code, Code.InvalidArgument);
  assert.equal(new ConnectError('serialize binary: no such value', Code.Internal).code, Code.Internal);
  assert.equal(new ConnectError('gone', Code.NotFound).code, Code.NotFound);
});

test('JSON of a wrong type is rejected by the name of its field, within messages and lists too', async () => {
  const lines = [{ amount: { minorUnits: '1' } }, { amount: 'three' }];
  const wrong: [string, JsonObject][] = [
    ['request_id', { requestId: 7 }],
    ['transactions', { transactions: 'none' }],
    ['transactions', { transactions: [[]] }],
    ['transactions.status', { transactions: [{ status: {} }] }],
    ['transactions.create_time', { transactions: [{ createTime: 'yesterday' }] }],
    ['transactions.lines.amount', { transactions: [{ payee: 'Market' }, { lines }] }],
  ];
  for (const [path, request] of wrong) {
    const { code, message } = await answerTo(request);
    assert.equal(code, 'invalid_argument', path);
    assert.ok(message?.startsWith(`${path}: cannot decode `), `${path}: ${message}`);
  }
});

test('of a oneof whose members are both given, the later one is named', async () => {
  const both = { schedule: { name: 'Rent', transaction: {}, transfer: {} } };
  const { code, message } = await answerTo(both, 1);
  assert.deepEqual([code, message?.split(':')[0]], ['invalid_argument', 'schedule.transfer']);
  assert.deepEqual(await answerTo({ schedule: { transfer: {} } }, 1), {});
});

test('what can be read is answered, and what is no request at all is refused', async () => {
  assert.deepEqual(await answerTo({ requestId: 'x', noSuchField: 1 }), {});
  for (const body of ['[]', '{', '', '{"requestId":NaN}'])
    assert.equal((await answerTo(body)).code, 'invalid_argument', body);
});
