import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { AccountMail, AuthInternalService } from '#gen/melo/users/v1/auth_internal_service_pb.ts';
import { topics } from '#infra/topology.ts';
import { isTombstone } from '#kit/events/tombstone.ts';
import { reasonOf } from '#kit/testing/test-router.ts';
import { uuidv7 } from '#kit/values/ids.ts';
import { PASSWORD, type UsersFixture, usersFixture } from '../testing/users-fixture.ts';
import { purge } from './purge.ts';

const DAY_MS = 24 * 3600_000;
let aheadMs = 0;
let users: UsersFixture;

before(async () => {
  const clock = () => Temporal.Now.instant().add({ milliseconds: aheadMs });
  users = await usersFixture({ clock, nowMs: () => Date.now() + aheadMs, perNetwork: 10_000 });
});
after(() => users.close());

const newEmail = () => `${uuidv7()}@example.com`;

test('an address gets three mails an hour and ten a day, whoever asks; those counted may be claimed again', async () => {
  const email = newEmail();
  const kinds: AccountMail[] = [];
  const ask = async () => {
    await users.register(email);
    kinds.push((await users.lastMail()).mail);
    return users.lastClaim();
  };
  const first = await ask();
  for (let i = 0; i < 4; i++) await ask();
  const { VERIFY_EMAIL, UNSPECIFIED } = AccountMail;
  assert.deepEqual(kinds, [VERIFY_EMAIL, VERIFY_EMAIL, VERIFY_EMAIL, UNSPECIFIED, UNSPECIFIED]);
  assert.equal((await users.mails.claimMailToken({ claimId: first })).mail, VERIFY_EMAIL);
  try {
    for (let hour = 0; hour < 5; hour++) {
      aheadMs += 3600_001;
      for (let i = 0; i < 3; i++) await ask();
    }
    assert.equal(kinds.filter((kind) => kind === VERIFY_EMAIL).length, 10);
  } finally {
    aheadMs = 0;
  }
});

test('an unconfirmed registration expires after a day and is deleted, and the topic forgets its event', async () => {
  const email = newEmail();
  await users.register(email);
  const { token } = await users.lastMail();
  const claimId = await users.lastClaim();
  try {
    aheadMs = DAY_MS + 1000;
    const late = users.auth.verifyEmail({ token, password: PASSWORD, requestId: uuidv7() });
    assert.equal(await reasonOf(late), 'TOKEN_INVALID');
    await purge(users.store, () => Temporal.Now.instant().add({ milliseconds: aheadMs }));
  } finally {
    aheadMs = 0;
  }
  assert.deepEqual(await users.store.fork().execute('select 1 from claim where email = ?', [email]), []);
  const tombstones = (await users.store.outbox.take(10_000)).filter(
    ({ topic, key, payload }) => topic === topics.user && key === claimId && isTombstone(payload),
  );
  assert.equal(tombstones.length, 1);
});

test('that an address is verified is known for as long as its link would have been valid', async () => {
  const email = newEmail();
  await users.register(email);
  const { token } = await users.lastMail();
  const follow = () => users.auth.verifyEmail({ token, password: PASSWORD, requestId: uuidv7() });
  await follow();
  assert.equal(await reasonOf(follow()), 'ALREADY_VERIFIED');
  try {
    aheadMs = DAY_MS + 1000;
    await purge(users.store, () => Temporal.Now.instant().add({ milliseconds: aheadMs }));
    assert.equal(await reasonOf(follow()), 'TOKEN_INVALID');
  } finally {
    aheadMs = 0;
  }
});

test('every registration is one event of one shape, whether or not the address is known', async () => {
  const { email } = await users.newcomer();
  const shapeOf = async (address: string) => {
    const before = (await users.userEvents()).length;
    await users.register(address);
    return users.shapesAfter(before);
  };
  const known = await shapeOf(email);
  assert.equal(known.length, 1);
  assert.deepEqual(await shapeOf(newEmail()), known);
});

test('only the process that sends mails may claim one', async () => {
  await users.register(newEmail());
  const claimId = await users.lastClaim();
  assert.equal(
    await reasonOf(users.router.anonymous(AuthInternalService).claimMailToken({ claimId })),
    'PROCESS_REFUSED',
  );
  assert.equal(
    await reasonOf(users.router.process(AuthInternalService, 'budgets').claimMailToken({ claimId })),
    'PROCESS_REFUSED',
  );
});
