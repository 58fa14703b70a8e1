import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { AccountMail } from '#gen/melo/users/v1/auth_internal_service_pb.ts';
import { AuthService } from '#gen/melo/users/v1/auth_service_pb.ts';
import { reasonOf } from '#kit/testing/test-router.ts';
import { uuidv7 } from '#kit/values/ids.ts';
import { OTHER_PASSWORD, PASSWORD, type UsersFixture, usersFixture } from '../testing/users-fixture.ts';

const HOUR_MS = 3600_000;
let aheadMs = 0;
let users: UsersFixture;

before(async () => {
  const clock = () => Temporal.Now.instant().add({ milliseconds: aheadMs });
  users = await usersFixture({ clock, perNetwork: 10_000 });
});
after(() => users.close());

const requestReset = (email: string) => users.auth.requestPasswordReset({ email, requestId: uuidv7() });
const reset = (token: string, password = OTHER_PASSWORD, requestId = uuidv7()) =>
  users.auth.resetPassword({ token, password, requestId });
const refresh = (refreshToken: string) => users.auth.refreshSession({ refreshToken, requestId: uuidv7() });
const revokedSessions = async () =>
  (await users.sessionEvents()).flatMap(({ change }) =>
    change.case === 'sessionRevoked' ? [change.value.sessionId] : [],
  );

test('a reset sets the password once, ends every session everywhere, and is told by mail', async () => {
  const { email, access, session } = await users.newcomer();
  const other = await users.signIn(email, PASSWORD);
  await requestReset(email);
  const mail = await users.lastMail();
  assert.equal(mail.mail, AccountMail.RESET_PASSWORD);
  const requestId = uuidv7();
  await reset(mail.token, OTHER_PASSWORD, requestId);
  const notice = await users.lastMail();
  assert.deepEqual([notice.mail, notice.token], [AccountMail.PASSWORD_CHANGED, '']);
  assert.equal(await reasonOf(users.signIn(email, PASSWORD)), 'CREDENTIALS_WRONG');
  for (const { refreshToken } of [session, other]) assert.equal(await reasonOf(refresh(refreshToken)), 'TOKEN_INVALID');
  assert.ok((await revokedSessions()).includes(access.sessionId));
  assert.ok((await users.signIn(email, OTHER_PASSWORD)).accessToken);
  await reset(mail.token, OTHER_PASSWORD, requestId);
  assert.equal(await reasonOf(reset(mail.token, 'four green pianos hum low')), 'TOKEN_INVALID');
});

test('a reset link ends after an hour, with another reset, and with a change of the password', async () => {
  const { email, visitor } = await users.newcomer();
  const linkOf = async () => {
    await requestReset(email);
    return (await users.lastMail()).token;
  };
  const [late, void1] = [await linkOf(), await linkOf()];
  try {
    aheadMs = HOUR_MS + 1000;
    assert.equal(await reasonOf(reset(late)), 'TOKEN_INVALID');
  } finally {
    aheadMs = 0;
  }
  await users.router
    .as(AuthService, visitor)
    .changePassword({ currentPassword: PASSWORD, newPassword: OTHER_PASSWORD, requestId: uuidv7() });
  assert.equal(await reasonOf(reset(void1)), 'TOKEN_INVALID');
});

test('no mail goes to an address without an account, and its request is answered and told alike', async () => {
  const { email } = await users.newcomer();
  const shapeOf = async (address: string) => {
    const before = (await users.userEvents()).length;
    await requestReset(address);
    return users.shapesAfter(before);
  };
  const known = await shapeOf(email);
  assert.equal((await users.lastMail()).mail, AccountMail.RESET_PASSWORD);
  assert.deepEqual(await shapeOf(`${uuidv7()}@example.com`), known);
  assert.equal((await users.lastMail()).mail, AccountMail.UNSPECIFIED);
  const forged = users.tokens.mail(await users.lastClaim());
  assert.equal(await reasonOf(reset(forged)), 'TOKEN_INVALID');
});

test('a verifying link resets nothing, and a reset link verifies nothing', async () => {
  await users.register(`${uuidv7()}@example.com`);
  const { token: verifying } = await users.lastMail();
  assert.equal(await reasonOf(reset(verifying)), 'TOKEN_INVALID');
  const { email } = await users.newcomer();
  await requestReset(email);
  const { token } = await users.lastMail();
  const verify = users.auth.verifyEmail({ token, password: PASSWORD, requestId: uuidv7() });
  assert.equal(await reasonOf(verify), 'TOKEN_INVALID');
});

test('changing the password needs the current one, keeps this session and ends the others', async () => {
  const { email, access, session, userId } = await users.newcomer();
  const other = await users.signIn(email, PASSWORD);
  const { sessionId: otherId } = (await users.verify(other.accessToken))!;
  const mine = users.router.signed(AuthService, access);
  const change = (currentPassword: string, newPassword = OTHER_PASSWORD) =>
    mine.changePassword({ currentPassword, newPassword, requestId: uuidv7() });
  assert.equal(await reasonOf(change('not the right one')), 'CREDENTIALS_WRONG');
  assert.equal(await reasonOf(change(PASSWORD, 'password123456789')), 'PASSWORD_WEAK');
  await change(PASSWORD);
  assert.equal(await reasonOf(refresh(other.refreshToken)), 'TOKEN_INVALID');
  assert.ok((await refresh(session.refreshToken)).accessToken);
  const revoked = await revokedSessions();
  assert.ok(revoked.includes(otherId) && !revoked.includes(access.sessionId));
  assert.equal((await users.lastMail()).mail, AccountMail.PASSWORD_CHANGED);
  assert.equal((await users.store.credentialsOf(userId))!.epoch, 1n);
});

test('who signs in with the old password while it is changed has no session afterwards', async () => {
  const { email, userId } = await users.newcomer();
  await requestReset(email);
  const { token } = await users.lastMail();
  const entries = Array.from({ length: 6 }, () => users.signIn(email, PASSWORD).catch(() => undefined));
  await Promise.all([reset(token), ...entries]);
  for (const entry of await Promise.all(entries)) {
    if (!entry) continue;
    assert.equal(await reasonOf(refresh(entry.refreshToken)), 'TOKEN_INVALID');
    const { sessionId } = (await users.verify(entry.accessToken))!;
    assert.ok((await revokedSessions()).includes(sessionId));
  }
  assert.deepEqual(await users.sessions.of(userId), []);
});
