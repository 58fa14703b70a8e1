import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { AccountMail } from '#gen/melo/users/v1/auth_internal_service_pb.ts';
import { Role } from '#gen/melo/users/v1/household_pb.ts';
import { reasonOf } from '#kit/testing/test-router.ts';
import { uuidv7 } from '#kit/values/ids.ts';
import { OTHER_PASSWORD, PASSWORD, type UsersFixture, usersFixture } from '../testing/users-fixture.ts';

let users: UsersFixture;

before(async () => {
  users = await usersFixture({ perNetwork: 10_000 });
});
after(() => users.close());

const newEmail = () => `${uuidv7()}@example.com`;
const rowsOf = async (email: string) => (await users.store.credentials(email)) !== undefined;

test('nothing of a person exists before the link is confirmed; then user and household are created and a session begins', async () => {
  const email = newEmail();
  await users.register(email.toUpperCase(), PASSWORD, 'Ada Lovelace');
  assert.equal(await rowsOf(email), false);
  assert.equal(await reasonOf(users.signIn(email, PASSWORD)), 'CREDENTIALS_WRONG');
  for (const { payload } of await users.outbox()) {
    const text = Buffer.from(payload).toString('latin1').toLowerCase();
    for (const personal of ['lovelace', email, 'argon2', PASSWORD]) assert.ok(!text.includes(personal), personal);
  }
  const mail = await users.lastMail();
  assert.deepEqual([mail.mail, mail.email, mail.name], [AccountMail.VERIFY_EMAIL, email, '']);
  // Asking for the mail's token, as often as one likes, and looking at the link change nothing.
  assert.equal((await users.lastMail()).token, mail.token);
  assert.equal(await rowsOf(email), false);

  const requestId = uuidv7();
  const session = await users.auth.verifyEmail({ token: mail.token, password: PASSWORD, requestId });
  const access = await users.verify(session.accessToken);
  assert.deepEqual([...access!.households.values()], [Role.OWNER]);
  const [household] = await users.store.households([...access!.households.keys()]);
  assert.equal(household!.name, 'Household');
  // The lost response of the same request has no tokens, which no record keeps; another request finds no claim.
  const again = await users.auth
    .verifyEmail({ token: mail.token, password: PASSWORD, requestId })
    .catch(() => undefined);
  assert.equal(again?.accessToken ?? '', '');
  // Without the password, too: whoever opens the mail may know.
  for (const password of ['', PASSWORD])
    assert.equal(
      await reasonOf(users.auth.verifyEmail({ token: mail.token, password, requestId: uuidv7() })),
      'ALREADY_VERIFIED',
    );
  assert.ok((await users.signIn(email, PASSWORD)).accessToken);
});

test('who registers somebody else’s address first has nothing of the account', async () => {
  const email = newEmail();
  await users.register(email, OTHER_PASSWORD, 'Mallory');
  const outsider = await users.lastMail();
  await users.register(email, PASSWORD, 'Ada');
  const owner = await users.lastMail();
  // Even the wrong one of the two links in the owner's mail opens no account under the stranger's password.
  const follow = (token: string, password: string) => users.auth.verifyEmail({ token, password, requestId: uuidv7() });
  assert.equal(await reasonOf(follow(outsider.token, '')), 'PASSWORD_REQUIRED');
  assert.equal(await reasonOf(follow(outsider.token, PASSWORD)), 'CREDENTIALS_WRONG');
  const { accessToken } = await follow(owner.token, PASSWORD);
  const { userId } = (await users.verify(accessToken))!;
  assert.equal((await users.store.user(userId))!.name, 'Ada');
  assert.equal(await reasonOf(follow(outsider.token, OTHER_PASSWORD)), 'ALREADY_VERIFIED');
  assert.equal(await reasonOf(users.signIn(email, OTHER_PASSWORD)), 'CREDENTIALS_WRONG');
  assert.ok((await users.signIn(email, PASSWORD)).accessToken);
});

test('several registrations of one address do not disturb each other: the followed one decides, of two at once one', async () => {
  const email = newEmail();
  const tokens: string[] = [];
  for (const name of ['First', 'Second', 'Third']) {
    await users.register(email, PASSWORD, name);
    tokens.push((await users.lastMail()).token);
  }
  const follow = (token: string) => users.auth.verifyEmail({ token, password: PASSWORD, requestId: uuidv7() });
  const ends = await Promise.all(tokens.slice(0, 2).map((token) => reasonOf(follow(token))));
  assert.deepEqual(ends.filter(Boolean), ['ALREADY_VERIFIED']);
  assert.equal(await reasonOf(follow(tokens[2]!)), 'ALREADY_VERIFIED');
});

test('the browser that registered needs no password to confirm, another browser does', async () => {
  const email = newEmail();
  const cookies: string[] = [];
  await users.auth.register(
    { email, password: PASSWORD, name: 'Ada', requestId: uuidv7() },
    { onHeader: (headers) => void cookies.push(...headers.getSetCookie()) },
  );
  const [cookie] = cookies.map((one) => one.split(';')[0]!);
  assert.match(cookies.join(), /^melo_registration_7600=g\..+HttpOnly; SameSite=Strict/);
  const { token } = await users.lastMail();
  const headers = { cookie: cookie! };
  const confirm = (value: string, options = {}) =>
    users.auth.verifyEmail({ token: value, requestId: uuidv7() }, options);
  assert.equal(await reasonOf(confirm(token)), 'PASSWORD_REQUIRED');
  await users.register(newEmail());
  const { token: other } = await users.lastMail();
  assert.equal(await reasonOf(confirm(other, { headers })), 'PASSWORD_REQUIRED');
  assert.ok((await confirm(token, { headers })).accessToken);
});

test('a known address is answered alike, changes nothing and gets a mail that says so', async () => {
  const { email, userId } = await users.newcomer();
  const answered = await users.register(email, OTHER_PASSWORD, 'Eve');
  assert.equal(answered.$typeName, 'melo.users.v1.RegisterResponse');
  const mail = await users.lastMail();
  assert.deepEqual([mail.mail, mail.token, mail.email], [AccountMail.ACCOUNT_EXISTS, '', email.toLowerCase()]);
  const forged = users.tokens.mail(await users.lastClaim());
  const follow = users.auth.verifyEmail({ token: forged, password: OTHER_PASSWORD, requestId: uuidv7() });
  assert.equal(await reasonOf(follow), 'TOKEN_INVALID');
  assert.equal((await users.store.user(userId))!.name, 'Ada');
  assert.equal(await reasonOf(users.signIn(email, OTHER_PASSWORD)), 'CREDENTIALS_WRONG');
});
