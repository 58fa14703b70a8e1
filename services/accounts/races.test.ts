/** The rules of accounts hold for concurrent writes of a household's members. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { AccountType } from '#gen/melo/accounts/v1/account_pb.ts';
import { AccountService } from '#gen/melo/accounts/v1/account_service_pb.ts';
import { race, WRITERS, writers } from '#kit/testing/races.ts';
import { localDynamodb } from '#kit/testing/test-databases.ts';
import { createTestRouter, createTestUser, reasonOf } from '#kit/testing/test-router.ts';
import { uuidv7 } from '#kit/values/ids.ts';
import { money } from '#kit/values/money.ts';
import { MAX_ACCOUNTS } from './account.ts';
import { accountRoutes } from './routes.ts';
import { type AccountStore, openStore } from './store.ts';

let store: AccountStore;
let api: ReturnType<typeof createTestRouter>;
before(async () => {
  store = await openStore(localDynamodb(), `test-${uuidv7()}`, () => {});
  await store.migrate();
  api = createTestRouter({
    routes: (router) => void router.service(AccountService, accountRoutes(store)),
    idempotency: store.idempotency,
  });
});
after(async () => {
  await store.drop();
  await store.close();
});

const wanted = (numberMask = '') => ({
  name: 'Checking',
  type: AccountType.CHECKING,
  openingDate: '2026-01-01',
  openingBalance: money('EUR', 0n),
  numberMask,
});

test('there are never more accounts than the limit', async () => {
  const accounts = api.as(AccountService, createTestUser());
  const add = () => accounts.createAccount({ account: wanted(), requestId: uuidv7() });
  for (let i = 0; i < MAX_ACCOUNTS - 3; i++) await add();
  assert.deepEqual(await race(writers(add)), { ok: 3, LIMIT_REACHED: WRITERS - 3 });
  assert.equal((await accounts.listAccounts({ pageSize: 200 })).accounts.length, MAX_ACCOUNTS);
});

test('a number belongs to one account of a household', async () => {
  const accounts = api.as(AccountService, createTestUser());
  const outcome = await race(
    writers((i) => accounts.createAccount({ account: wanted(i % 2 ? 'DE12 3456' : 'de123456'), requestId: uuidv7() })),
  );
  assert.deepEqual(outcome, { ok: 1, NUMBER_TAKEN: WRITERS - 1 });
});

test('concurrent changes without an etag are all applied, and a stale etag is rejected', async () => {
  const accounts = api.as(AccountService, createTestUser());
  const { account } = await accounts.createAccount({ account: wanted(), requestId: uuidv7() });
  const { id, etag } = account!;
  const rename = (name: string, seen = '') =>
    accounts.updateAccount({ id, account: { name, etag: seen }, updateMask: { paths: ['name'] }, requestId: uuidv7() });
  assert.deepEqual(await race(writers((i) => rename(`N${i}`), 64)), { ok: 64 });
  assert.equal(BigInt((await accounts.getAccount({ id })).account!.etag), BigInt(etag) + 64n);
  assert.equal(await reasonOf(rename('Late', etag)), 'ETAG_MISMATCH');
});
