/** Passwords and the end of a user through the whole stack: sessions end in every service within seconds, and topics forget. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { create } from '@bufbuild/protobuf';
import { createClient } from '@connectrpc/connect';
import { createConnectTransport } from '@connectrpc/connect-node';
import { AccountService, ListAccountsRequestSchema } from '#gen/melo/accounts/v1/account_service_pb.ts';
import { AuthService } from '#gen/melo/users/v1/auth_service_pb.ts';
import { type ApiClient, mailsTo, signIn, until } from '#infra/local/demo/api-client.ts';
import { topics } from '#infra/topology.ts';
import { ask, bearing, waysIn } from '../authorization/ask.ts';
import { readRecords } from '../fixtures/records.ts';
import { at, newHousehold, PASSWORD } from './household.ts';

const NEXT_PASSWORD = 'nine loud herons fold kites';
const LAST_PASSWORD = 'four green pianos hum low';
/** What is promised: sign-out, password and membership changes take effect everywhere within it. */
const EVERYWHERE_MS = 5_000;

const auth = createClient(AuthService, createConnectTransport({ httpVersion: '2', baseUrl: at.urls.web }));
const ways = waysIn(at);

/** Whether another service still takes the token. */
const isTaken = async (token: string): Promise<boolean> => {
  const request = create(ListAccountsRequestSchema, {});
  const { code, reason } = await ask(ways.edge, AccountService.method.listAccounts, request, bearing(token));
  if (code === 'OK') return true;
  assert.equal(reason, 'SESSION_ENDED');
  return false;
};

async function endsWithin(token: string): Promise<void> {
  await until('the end of the session in another service', async () => !(await isTaken(token)), EVERYWHERE_MS);
}

const resetToken = (email: string): Promise<string> =>
  until('the mail of the reset', async () => {
    const texts = (await mailsTo(at, email)).map(({ text }) => /reset-password\?token=([\w.-]+)/.exec(text)?.[1]);
    return texts.findLast(Boolean);
  });

test('a reset ends every session in every service within five seconds, a change the others only', async () => {
  const { person, email } = await newHousehold('passwords');
  const other = await signIn(at, email, PASSWORD);
  const tokens = [await person.token(), await other.token()];
  for (const token of tokens) assert.ok(await isTaken(token));
  await auth.requestPasswordReset({ email, requestId: randomUUID() });
  const token = await resetToken(email);
  await auth.resetPassword({ token, password: NEXT_PASSWORD, requestId: randomUUID() });
  await Promise.all(tokens.map(endsWithin));
  await until('the mail that tells of it', async () =>
    (await mailsTo(at, email)).some(({ subject }) => subject === 'Your password was changed'),
  );

  const [mine, theirs] = [await signIn(at, email, NEXT_PASSWORD), await signIn(at, email, NEXT_PASSWORD)];
  const ending = await theirs.token();
  assert.ok(await isTaken(ending));
  await mine.auth.changePassword({
    currentPassword: NEXT_PASSWORD,
    newPassword: LAST_PASSWORD,
    requestId: randomUUID(),
  });
  await endsWithin(ending);
  assert.ok(await isTaken(await mine.token()));
});

test('signing out by the refresh token alone ends the session in every service within five seconds', async () => {
  const { email } = await newHousehold('signout');
  const session = await auth.signIn({ email, password: PASSWORD, requestId: randomUUID() });
  assert.ok(await isTaken(session.accessToken));
  await auth.signOut({ refreshToken: session.refreshToken, requestId: randomUUID() });
  await endsWithin(session.accessToken);
});

test('an address with an account gets a mail that says so, without what a stranger typed', async () => {
  const { email } = await newHousehold('known');
  const name = `Mallory ${randomUUID()}`;
  await auth.register({ email, password: NEXT_PASSWORD, name, requestId: randomUUID() });
  const mail = await until('the mail', async () =>
    (await mailsTo(at, email)).find(({ subject }) => subject === 'You already have an account'),
  );
  assert.ok(!(mail.subject + mail.text + mail.html).includes('Mallory'));
});

async function erased(person: ApiClient): Promise<string> {
  const { user } = await person.users.getMe({});
  await person.users.deleteMe({ password: PASSWORD, requestId: randomUUID() });
  return user!.id;
}

test('who deletes themself is erased everywhere: sessions end, the topic has a tombstone', async () => {
  const { person, email } = await newHousehold('erased');
  const token = await person.token();
  const id = await erased(person);
  await endsWithin(token);
  await until('the tombstone', async () => {
    const records = (await readRecords(at.urls.kafka, topics.user)).filter(({ key }) => key?.toString() === id);
    return records.length > 0 && records.at(-1)!.value === null;
  });
  await assert.rejects(signIn(at, email, PASSWORD));
});
