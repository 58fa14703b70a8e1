import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import { create } from '@bufbuild/protobuf';
import { Code, ConnectError } from '@connectrpc/connect';
import { ErrorInfoSchema } from '#gen/google/rpc/error_details_pb.ts';
import { AccountType } from '#gen/melo/accounts/v1/account_pb.ts';
import {
  AccountService,
  type CreateAccountRequest,
  type UpdateAccountRequest,
} from '#gen/melo/accounts/v1/account_service_pb.ts';
import { BudgetService, type UpdateBudgetRequest } from '#gen/melo/budgets/v1/budget_service_pb.ts';
import { TransactionService, type UpdateTransactionRequest } from '#gen/melo/transactions/v1/transaction_service_pb.ts';
import { openBench } from './bench.ts';

const id = '00000000-0000-7000-8000-000000000001';
const beyondDoubles = 2n ** 53n + 1n;

let created: CreateAccountRequest | undefined;
let updated: UpdateAccountRequest | UpdateBudgetRequest | UpdateTransactionRequest | undefined;
let failure: Error | undefined;
let slow: Promise<void> | undefined;
const bench = await openBench((router) => {
  router.service(AccountService, {
    async getAccount() {
      await slow;
      if (failure) throw failure;
      const openingBalance = { currencyCode: 'EUR', minorUnits: beyondDoubles };
      return {
        account: { id, type: AccountType.CREDIT_CARD, openingBalance, createTime: { seconds: 1_772_357_400n } },
      };
    },
    createAccount(request) {
      created = request;
      return { account: request.account! };
    },
    updateAccount(request) {
      updated = request;
      return { account: { id, openingBalance: {} } };
    },
  });
  router.service(BudgetService, {
    updateBudget(request) {
      updated = request;
      return { budget: { id } };
    },
    listBudgets: () => ({ budgets: [] }),
    deleteBudget: () => ({}),
  });
  router.service(TransactionService, {
    updateTransaction(request) {
      updated = request;
      return { transaction: { id, amount: {} } };
    },
  });
});
after(() => bench.close());
beforeEach(() => {
  bench.calls.length = 0;
  [created, updated, failure, slow] = [undefined, undefined, undefined, undefined];
});

const createAccount = `mutation ($units: BigInt!, $type: AccountType!) { createAccount(input: { account: {
  name: "Cash", type: $type, openingDate: "2026-01-01", openingBalance: { currencyCode: "EUR", minorUnits: $units } } }) {
  type openingBalance { minorUnits } } }`;

test('values that are zero stay zero, unset ones are null, instants are RFC 3339', async () => {
  const { data } = await bench.ask(`{ getAccount(id: "${id}") { name archived type createTime numberMask
    openingBalance { minorUnits } } listBudgets { budgets { id } nextPageToken } }`);
  assert.deepEqual(data, {
    getAccount: {
      name: '',
      archived: false,
      type: 'CREDIT_CARD',
      createTime: '2026-03-01T09:30:00Z',
      numberMask: '',
      openingBalance: { minorUnits: '9007199254740993' },
    },
    listBudgets: { budgets: [], nextPageToken: '' },
  });
});

test('2^53+1 is exact in both ways, as a variable and in the text, and enums are named in both ways', async () => {
  const variables = { units: '9007199254740993', type: 'SAVINGS' };
  const { data, errors } = await bench.ask(createAccount, variables);
  assert.equal(errors, undefined);
  assert.deepEqual(data, { createAccount: { type: 'SAVINGS', openingBalance: { minorUnits: '9007199254740993' } } });
  assert.equal(created?.account?.type, AccountType.SAVINGS);
  assert.equal(created?.account?.openingBalance?.minorUnits, beyondDoubles);
  for (const literal of ['9007199254740993', '"9007199254740993"']) {
    const text = createAccount.replace('$units: BigInt!,', '').replace('$units', literal);
    const again = await bench.ask(text, variables);
    assert.equal(again.errors, undefined, literal);
    assert.equal(created?.account?.openingBalance?.minorUnits, beyondDoubles, literal);
  }
});

test('a number that JSON has already rounded is refused', async () => {
  const { errors } = await bench.ask(createAccount, { units: Number(beyondDoubles), type: 'SAVINGS' });
  assert.match(errors?.[0]?.message ?? '', /BigInt is a whole number as a string/);
  assert.equal(bench.calls.length, 0);
});

test('a number beyond 64 bits is refused with its field', async () => {
  const { errors } = await bench.ask(createAccount, { units: '9223372036854775808', type: 'SAVINGS' });
  assert.deepEqual(errors?.[0]?.extensions, {
    code: 'INVALID_ARGUMENT',
    violations: [{ field: 'account.openingBalance.minorUnits', message: 'does not fit into 64 bits' }],
  });
});

test('a write without a request id gets one, a given one is kept', async () => {
  await bench.ask(createAccount, { units: '1', type: 'CASH' });
  assert.match(created?.requestId ?? '', /^[0-9a-f-]{36}$/);
  const text = createAccount.replace('input: {', `input: { requestId: "${id}",`);
  await bench.ask(text, { units: '1', type: 'CASH' });
  assert.equal(created?.requestId, id);
});

test('the mask of an update is what the patch holds: null clears, variables not given and the etag are no changes', async () => {
  const update = `mutation ($patch: AccountPatch!) { updateAccount(input: { id: "${id}", account: $patch }) { id } }`;
  const { errors } = await bench.ask(update, { patch: { name: 'New', institution: null, archived: false, etag: '7' } });
  assert.equal(errors, undefined);
  const sent = updated as UpdateAccountRequest;
  assert.deepEqual(sent.updateMask?.paths.toSorted(), ['archived', 'institution', 'name']);
  assert.deepEqual(
    [sent.account?.name, sent.account?.institution, sent.account?.archived, sent.account?.etag],
    ['New', '', false, '7'],
  );
  await bench.ask(
    `mutation ($name: String, $mask: String, $type: AccountType) { updateAccount(input: { id: "${id}",
      account: { name: $name, numberMask: $mask, type: $type, institution: null } }) { id } }`,
    { mask: '12' },
  );
  const [second] = [updated as UpdateAccountRequest];
  assert.deepEqual(second.updateMask?.paths.toSorted(), ['institution', 'number_mask']);
});

test('lists and messages of a patch are replaced or cleared whole', async () => {
  await bench.ask(`mutation { updateBudget(input: { id: "${id}", budget: { period: null, lines: [{ name: "Food",
    categoryIds: ["${id}"], rollover: SURPLUS, limit: { currencyCode: "EUR", minorUnits: "5" } }] } }) { id } }`);
  const sent = updated as UpdateBudgetRequest;
  assert.deepEqual(sent.updateMask?.paths.toSorted(), ['lines', 'period']);
  assert.equal(sent.budget?.period, undefined);
  assert.equal(sent.budget?.lines[0]?.limit?.minorUnits, 5n);
  await bench.ask(`mutation { updateTransaction(input: { id: "${id}", transaction: { lines: null } }) { id } }`);
  assert.deepEqual((updated as UpdateTransactionRequest).updateMask?.paths, ['lines']);
  assert.deepEqual((updated as UpdateTransactionRequest).transaction?.lines, []);
});

test('a response of nothing is true', async () => {
  assert.deepEqual((await bench.ask(`mutation { deleteBudget(input: { id: "${id}" }) }`)).data, { deleteBudget: true });
});

const getAccount = `{ getAccount(id: "${id}") { id } }`;

test('a refusal carries code, reason and metadata, with HTTP 200', async () => {
  const info = create(ErrorInfoSchema, { reason: 'SIGN_IN_REQUIRED', domain: 'melo', metadata: { a: 'b' } });
  failure = new ConnectError('Please sign in.', Code.Unauthenticated, undefined, [
    { desc: ErrorInfoSchema, value: info },
  ]);
  for (const accept of ['application/json', 'application/graphql-response+json']) {
    const { data, errors, status } = await bench.ask(getAccount, {}, { accept });
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
  const text = createAccount.replace('"EUR"', '"eur"').replace('2026-01-01', 'someday');
  const { errors } = await bench.ask(text, { units: '1', type: 'CASH' });
  const { code, violations } = errors?.[0]?.extensions ?? {};
  assert.equal(code, 'INVALID_ARGUMENT');
  assert.deepEqual((violations as { field: string }[]).map(({ field }) => field).toSorted(), [
    'account.openingBalance.currencyCode',
    'account.openingDate',
  ]);
});

test('an inner error is masked and tells the trace to look for', async () => {
  failure = new ConnectError('password of the database is wrong', Code.Internal);
  const { errors } = await bench.ask(getAccount);
  assert.equal(errors?.[0]?.message, 'Something went wrong on our side. Please try again.');
  assert.equal(errors?.[0]?.extensions['code'], 'INTERNAL');
  assert.ok(!JSON.stringify(errors).includes('database'));
});

test('authorization, trace and request id go on, in the name of the owning process and with a deadline', async () => {
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  const headers = { authorization: 'Bearer abc', 'x-request-id': 'r1', traceparent, cookie: 'secret=1' };
  await bench.ask(getAccount, {}, headers);
  const [call] = bench.calls;
  assert.equal(new URL(call!.url).host, 'accounts');
  assert.equal(call?.header.get('authorization'), 'Bearer abc');
  assert.equal(call?.header.get('x-request-id'), 'r1');
  assert.equal(call?.header.get('cookie'), null);
  const timeoutMs = Number(call?.header.get('connect-timeout-ms'));
  assert.ok(timeoutMs > 5_000 && timeoutMs <= 10_000);
});

test('a shorter deadline of the way here is kept', async () => {
  slow = new Promise((done) => setTimeout(done, 2_000).unref());
  const { errors } = await bench.ask(getAccount, {}, { 'x-envoy-expected-rq-timeout-ms': '100' });
  assert.equal(errors?.[0]?.extensions['code'], 'DEADLINE_EXCEEDED');
});

test('a client that leaves aborts the call it was waiting for', async () => {
  slow = new Promise((done) => setTimeout(done, 5_000).unref());
  const leaving = new AbortController();
  const answer = bench.send(JSON.stringify({ query: getAccount }), {}, 'POST', leaving.signal);
  while (bench.calls.length === 0) await new Promise((done) => setTimeout(done, 5));
  const aborted = new Promise((done) => bench.calls[0]!.signal.addEventListener('abort', done));
  leaving.abort();
  await assert.rejects(answer);
  await aborted;
});
