import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ViolationsSchema } from '@bufbuild/protovalidate/gen/buf/validate/validate_pb.js';
import { Code, ConnectError, createClient, createRouterTransport } from '@connectrpc/connect';
import { createValidateInterceptor } from '@connectrpc/validate';
import { TransactionService } from '#gen/melo/transactions/v1/transaction_service_pb.ts';
import { textValidationInterceptor } from './text-validation.ts';

const MAX_VIOLATIONS = 20;

const client = createClient(
  TransactionService,
  createRouterTransport(
    (router) => {
      router.service(TransactionService, { updateTransaction: () => ({}), batchGetTransactions: () => ({}) });
    },
    { router: { interceptors: [textValidationInterceptor, createValidateInterceptor()] } },
  ),
);

/** Code, and the fields that the rejection names. */
async function rejection(call: Promise<unknown>): Promise<{ code: Code; fields: string[]; text: string }> {
  const error = await call.then(
    () => assert.fail('not refused'),
    (thrown: unknown) => ConnectError.from(thrown),
  );
  const fields = error
    .findDetails(ViolationsSchema)
    .flatMap(({ violations }) => violations)
    .map(({ field }) => (field?.elements ?? []).map(({ fieldName }) => fieldName).join('.'));
  return { code: error.code, fields, text: error.rawMessage };
}

test('a NUL is rejected wherever it stands, by the name of its field', async () => {
  const id = crypto.randomUUID();
  const request = { id, requestId: id, updateMask: { paths: ['lines'] } };
  const lines = [{ note: 'fine' }, { tags: ['fine', 'not\0fine'] }];
  const error = await rejection(client.updateTransaction({ ...request, transaction: { lines } }));
  assert.equal(error.code, Code.InvalidArgument);
  assert.deepEqual(error.fields, ['transaction.lines.tags']);
});

test('of many violations only some are told, so that the rejection fits into headers', async () => {
  const error = await rejection(client.batchGetTransactions({ ids: Array.from({ length: 5_000 }, () => 'no id') }));
  assert.equal(error.code, Code.InvalidArgument);
  assert.equal(error.fields.length, MAX_VIOLATIONS);
  assert.match(error.text, /^5001 values are not valid, and the first 20 named; ids: /);
});
