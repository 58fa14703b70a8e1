import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import { AccountType } from '#gen/melo/accounts/v1/account_pb.ts';
import {
  AccountService,
  type CreateAccountRequest,
  type UpdateAccountRequest,
} from '#gen/melo/accounts/v1/account_service_pb.ts';
import { BudgetService, type UpdateBudgetRequest } from '#gen/melo/budgets/v1/budget_service_pb.ts';
import { TransactionService, type UpdateTransactionRequest } from '#gen/melo/transactions/v1/transaction_service_pb.ts';
import { createTestGateway } from '../testing/test-gateway.ts';

const id = '00000000-0000-7000-8000-000000000001';
const beyondDoubles = 2n ** 53n + 1n;

let created: CreateAccountRequest | undefined;
let updated: UpdateAccountRequest | UpdateBudgetRequest | UpdateTransactionRequest | undefined;
const gateway = await createTestGateway((router) => {
  router.service(AccountService, {
    getAccount() {
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
after(() => gateway.close());
beforeEach(() => {
  gateway.calls.length = 0;
  [created, updated] = [undefined, undefined];
});

const createAccount = `mutation ($units: BigInt!, $type: AccountType!) { createAccount(input: { account: {
  name: "Cash", type: $type, openingDate: "2026-01-01", openingBalance: { currencyCode: "EUR", minorUnits: $units } } }) {
  type openingBalance { minorUnits } } }`;

test('values that are zero stay zero, unset ones are null, instants are RFC 3339', async () => {
  const { data } = await gateway.ask(`{ getAccount(id: "${id}") { name archived type createTime numberMask
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
  const { data, errors } = await gateway.ask(createAccount, variables);
  assert.equal(errors, undefined);
  assert.deepEqual(data, { createAccount: { type: 'SAVINGS', openingBalance: { minorUnits: '9007199254740993' } } });
  assert.equal(created?.account?.type, AccountType.SAVINGS);
  assert.equal(created?.account?.openingBalance?.minorUnits, beyondDoubles);
  for (const literal of ['9007199254740993', '"9007199254740993"']) {
    const text = createAccount.replace('$units: BigInt!,', '').replace('$units', literal);
    const again = await gateway.ask(text, variables);
    assert.equal(again.errors, undefined, literal);
    assert.equal(created?.account?.openingBalance?.minorUnits, beyondDoubles, literal);
  }
});

test('a number that JSON has already rounded is rejected', async () => {
  const { errors } = await gateway.ask(createAccount, { units: Number(beyondDoubles), type: 'SAVINGS' });
  assert.match(errors?.[0]?.message ?? '', /BigInt is a whole number as a string/);
  assert.equal(gateway.calls.length, 0);
});

test('a number beyond 64 bits is rejected with its field', async () => {
  const { errors } = await gateway.ask(createAccount, { units: '9223372036854775808', type: 'SAVINGS' });
  assert.deepEqual(errors?.[0]?.extensions, {
    code: 'INVALID_ARGUMENT',
    violations: [{ field: 'account.openingBalance.minorUnits', message: 'does not fit into 64 bits' }],
  });
});

test('a write without a request id gets one, a given one is kept', async () => {
  await gateway.ask(createAccount, { units: '1', type: 'CASH' });
  assert.match(created?.requestId ?? '', /^[0-9a-f-]{36}$/);
  const text = createAccount.replace('input: {', `input: { requestId: "${id}",`);
  await gateway.ask(text, { units: '1', type: 'CASH' });
  assert.equal(created?.requestId, id);
});

test('the mask of an update is what the patch holds: null clears, variables not given and the etag are no changes', async () => {
  const update = `mutation ($patch: AccountPatch!) { updateAccount(input: { id: "${id}", account: $patch }) { id } }`;
  const { errors } = await gateway.ask(update, {
    patch: { name: 'New', institution: null, archived: false, etag: '7' },
  });
  assert.equal(errors, undefined);
  const sent = updated as UpdateAccountRequest;
  assert.deepEqual(sent.updateMask?.paths.toSorted(), ['archived', 'institution', 'name']);
  assert.deepEqual(
    [sent.account?.name, sent.account?.institution, sent.account?.archived, sent.account?.etag],
    ['New', '', false, '7'],
  );
  await gateway.ask(
    `mutation ($name: String, $mask: String, $type: AccountType) { updateAccount(input: { id: "${id}",
      account: { name: $name, numberMask: $mask, type: $type, institution: null } }) { id } }`,
    { mask: '12' },
  );
  const [second] = [updated as UpdateAccountRequest];
  assert.deepEqual(second.updateMask?.paths.toSorted(), ['institution', 'number_mask']);
});

test('lists and messages of a patch are replaced or cleared whole', async () => {
  await gateway.ask(`mutation { updateBudget(input: { id: "${id}", budget: { period: null, lines: [{ name: "Food",
    categoryIds: ["${id}"], rollover: SURPLUS, limit: { currencyCode: "EUR", minorUnits: "5" } }] } }) { id } }`);
  const sent = updated as UpdateBudgetRequest;
  assert.deepEqual(sent.updateMask?.paths.toSorted(), ['lines', 'period']);
  assert.equal(sent.budget?.period, undefined);
  assert.equal(sent.budget?.lines[0]?.limit?.minorUnits, 5n);
  await gateway.ask(`mutation { updateTransaction(input: { id: "${id}", transaction: { lines: null } }) { id } }`);
  assert.deepEqual((updated as UpdateTransactionRequest).updateMask?.paths, ['lines']);
  assert.deepEqual((updated as UpdateTransactionRequest).transaction?.lines, []);
});

test('a response of nothing is true', async () => {
  assert.deepEqual((await gateway.ask(`mutation { deleteBudget(input: { id: "${id}" }) }`)).data, {
    deleteBudget: true,
  });
});
