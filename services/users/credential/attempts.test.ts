import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ConnectError } from '@connectrpc/connect';
import { ErrorInfoSchema } from '#gen/google/rpc/error_details_pb.ts';
import { TokenDelivery } from '#gen/melo/users/v1/auth_service_pb.ts';
import { reasonOf } from '#kit/testing/test-router.ts';
import { uuidv7 } from '#kit/values/ids.ts';
import { OTHER_PASSWORD, PASSWORD, type UsersFixture, usersFixture } from '../testing/users-fixture.ts';

/** Time stands still but for what a test moves it by: locks of a second must not end because hashing takes one. */
const startMs = Date.now();
let aheadMs = 0;
let users: UsersFixture;

before(async () => {
  users = await usersFixture({ nowMs: () => startMs + aheadMs, perNetwork: 30 });
});
after(() => users.close());

/** A network of its own, so that one test's failures are not another's. */
let networks = 0;
const newNetwork = () => `198.51.100.${++networks}`;
const from = (network: string, cookie = '') => ({
  headers: { 'x-envoy-external-address': network, ...(cookie && { cookie }) },
});
const tryIn = (email: string, network: string, password = 'wrong wrong wrong', cookie = '') =>
  users.auth.signIn({ email, password, requestId: uuidv7() }, from(network, cookie));
const newEmail = () => `${uuidv7()}@example.com`;

async function waitOf(call: Promise<unknown>): Promise<number> {
  try {
    await call;
  } catch (error) {
    const [info] = ConnectError.from(error).findDetails(ErrorInfoSchema);
    return info?.reason === 'RATE_LIMITED' ? Number(info.metadata['retry_after_seconds']) : 0;
  }
  return 0;
}

test('only failures count: signing in often is never slowed down', async () => {
  const { email } = await users.newcomer();
  const network = newNetwork();
  for (let i = 0; i < 15; i++) await tryIn(email, network, PASSWORD);
});

test('failures of one address from one network lock it, longer each time, also when they come at once; success forgives', async () => {
  const [email, network] = [newEmail(), newNetwork()];
  const reasons = await Promise.all(Array.from({ length: 12 }, () => reasonOf(tryIn(email, network))));
  assert.equal(reasons.filter((reason) => reason === 'CREDENTIALS_WRONG').length, 10);
  assert.equal(reasons.filter((reason) => reason === 'RATE_LIMITED').length, 2);
  const waits: number[] = [];
  try {
    for (let i = 0; i < 5; i++) {
      const wait = await waitOf(tryIn(email, network));
      waits.push(wait);
      aheadMs += wait * 1000 + 1;
      await reasonOf(tryIn(email, network));
    }
  } finally {
    aheadMs = 0;
  }
  assert.deepEqual(waits, [1, 2, 4, 8, 16]);
  assert.equal(await reasonOf(tryIn(newEmail(), network)), 'CREDENTIALS_WRONG');
  const { email: own } = await users.newcomer();
  const home = newNetwork();
  for (let round = 0; round < 2; round++) {
    for (let i = 0; i < 9; i++) await reasonOf(tryIn(own, home));
    assert.ok((await tryIn(own, home, PASSWORD)).accessToken);
  }
});

test('an IPv6 subscriber is one network, however many addresses they have', async () => {
  const email = newEmail();
  const address = (i: number) => `2001:db8:7:${(9 + networks).toString(16)}::${i.toString(16)}`;
  for (let i = 1; i <= 10; i++) assert.equal(await reasonOf(tryIn(email, address(i))), 'CREDENTIALS_WRONG');
  assert.equal(await reasonOf(tryIn(email, address(11))), 'RATE_LIMITED');
  assert.equal(await reasonOf(tryIn(email, '2001:db8:8::1')), 'CREDENTIALS_WRONG');
});

test('failures from anywhere lock an address later, and never a device that signed in there before', async () => {
  const { email } = await users.newcomer();
  const cookies: string[] = [];
  await users.auth.signIn(
    { email, password: PASSWORD, delivery: TokenDelivery.COOKIE, requestId: uuidv7() },
    { ...from(newNetwork()), onHeader: (headers) => void cookies.push(...headers.getSetCookie()) },
  );
  const device = cookies.find((one) => one.startsWith('melo_device_7600='))!;
  assert.match(device, /HttpOnly/);
  const cookie = device.split(';')[0]!;
  let failed = 0;
  while (failed < 100) {
    const network = newNetwork();
    for (let i = 0; i < 9 && failed < 100; i++, failed++)
      assert.equal(await reasonOf(tryIn(email, network)), 'CREDENTIALS_WRONG');
  }
  const home = newNetwork();
  assert.equal(await reasonOf(tryIn(email, home, PASSWORD)), 'RATE_LIMITED');
  assert.ok((await tryIn(email, home, PASSWORD, cookie)).accessToken);
  // The cookie is of no use at another address, nor when it is changed, nor to guess without end.
  const other = (await users.newcomer()).email;
  const attack = newNetwork();
  for (let i = 0; i < 10; i++) await reasonOf(tryIn(other, attack, OTHER_PASSWORD, cookie));
  assert.equal(await reasonOf(tryIn(other, attack, PASSWORD, cookie)), 'RATE_LIMITED');
  assert.equal(await reasonOf(tryIn(email, home, PASSWORD, `${cookie}x`)), 'RATE_LIMITED');
  for (let i = 0; i < 10; i++) await reasonOf(tryIn(email, home, OTHER_PASSWORD, cookie));
  assert.equal(await reasonOf(tryIn(email, home, PASSWORD, cookie)), 'RATE_LIMITED');
});

test('failures of one network at many addresses slow that network down', async () => {
  const network = newNetwork();
  for (let i = 0; i < 30; i++) await reasonOf(tryIn(newEmail(), network));
  assert.equal(await reasonOf(tryIn(newEmail(), network)), 'RATE_LIMITED');
});
