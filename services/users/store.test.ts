import assert from 'node:assert/strict';
import { createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fromBinary } from '@bufbuild/protobuf';
import { calculateJwkThumbprint, type JWK } from 'jose';
import { AuthService } from '#gen/melo/users/v1/auth_service_pb.ts';
import { Role } from '#gen/melo/users/v1/household_pb.ts';
import { HouseholdService } from '#gen/melo/users/v1/household_service_pb.ts';
import { type UserEvent, UserEventSchema } from '#gen/melo/users/v1/user_event_pb.ts';
import { UserService } from '#gen/melo/users/v1/user_service_pb.ts';
import { topics } from '#infra/map.ts';
import { freshPostgres, reasonOf, routeBench } from '#kit/bench.ts';
import { systemClock } from '#kit/clock.ts';
import { readConfig } from '#kit/config.ts';
import { uuidv7 } from '#kit/id.ts';
import { openVerifier } from '#kit/identity.ts';
import { refreshCookie } from './cookie.ts';
import { authRoutes } from './routes/auth.ts';
import { householdRoutes } from './routes/household.ts';
import { userRoutes } from './routes/user.ts';
import { openSessionStore, type SessionStore } from './sessions.ts';
import { openStore, type UserStore } from './store.ts';
import { openTokens, type Tokens } from './token.ts';

const PASSWORD = 'seven quiet otters read maps';
const database = await freshPostgres();
let store: UserStore;
let sessions: SessionStore;
let tokens: Tokens;
let folder: string;
let bench: ReturnType<typeof routeBench>;

before(async () => {
  store = await openStore(database.url, () => {});
  await store.migrate();
  sessions = openSessionStore(readConfig('users').text('MELO_REDIS_URL'));
  folder = await mkdtemp(join(tmpdir(), 'melo-users-'));
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const jwk = createPublicKey(createPrivateKey(pem)).export({ format: 'jwk' });
  await writeFile(
    join(folder, 'jwks.json'),
    JSON.stringify({ keys: [{ ...jwk, kid: await calculateJwkThumbprint(jwk as JWK), alg: 'ES256' }] }),
  );
  const secret = () => randomBytes(32).toString('base64url');
  tokens = await openTokens({ jwtKey: pem, refreshKey: secret(), mailKey: secret() });
  const parts = { store, sessions, tokens, cookie: refreshCookie('http://localhost:7600'), clock: systemClock };
  bench = routeBench({
    routes: (router) =>
      void router
        .service(AuthService, authRoutes(parts))
        .service(UserService, userRoutes(store))
        .service(HouseholdService, householdRoutes(store)),
    requests: store.requests,
  });
});
after(async () => {
  await sessions.close();
  await store.close();
  await database.drop();
  await rm(folder, { recursive: true });
});

const userEvents = async (): Promise<UserEvent[]> =>
  (await store.outbox.take(500))
    .filter(({ topic }) => topic === topics.user)
    .map(({ payload }) => fromBinary(UserEventSchema, payload));

/** Registers and verifies; answers who it is. */
async function newcomer() {
  const auth = bench.anonymous(AuthService);
  const email = `${uuidv7()}@Example.com`;
  await auth.register({ email, password: PASSWORD, name: 'Ada', requestId: uuidv7() });
  const announced = (await userEvents()).findLast(({ change }) => change.case === 'emailVerificationRequested');
  const { userId, claimId } = (announced!.change as { value: { userId: string; claimId: string } }).value;
  const { token } = await bench.process(AuthService, 'notifications').claimMailToken({ claimId });
  return { auth, email, userId, token };
}

test('an address signs in only once it was verified, whatever its case', async () => {
  const { auth, email, token } = await newcomer();
  const signIn = () => auth.signIn({ email: email.toUpperCase(), password: PASSWORD, requestId: uuidv7() });
  assert.equal(await reasonOf(signIn()), 'EMAIL_NOT_VERIFIED');
  await auth.verifyEmail({ token, requestId: uuidv7() });
  assert.equal(await reasonOf(auth.verifyEmail({ token, requestId: uuidv7() })), 'TOKEN_INVALID');
  const { accessToken } = await signIn();
  const verified = await (await openVerifier(join(folder, 'jwks.json')))(accessToken);
  assert.deepEqual([...verified!.households.values()], [Role.OWNER]);
});

test('registering a known address answers alike and changes nothing', async () => {
  const { auth, email, token } = await newcomer();
  await auth.verifyEmail({ token, requestId: uuidv7() });
  const events = (await userEvents()).length;
  const again = await auth.register({
    email,
    password: 'another very long password',
    name: 'Eve',
    requestId: uuidv7(),
  });
  assert.equal(again.$typeName, 'melo.users.v1.RegisterResponse');
  assert.equal((await userEvents()).length, events);
  assert.equal(
    await reasonOf(auth.signIn({ email, password: 'another very long password', requestId: uuidv7() })),
    'CREDENTIALS_WRONG',
  );
});

test('no event carries a password, a hash or a token', async () => {
  const { token } = await newcomer();
  for (const { payload } of await store.outbox.take(500)) {
    const text = Buffer.from(payload).toString('latin1');
    for (const secret of [PASSWORD, 'argon2', token]) assert.ok(!text.includes(secret));
  }
});

test('refresh tokens rotate, a lost answer may be asked for again, and reuse ends the session', async () => {
  const { auth, email, token } = await newcomer();
  await auth.verifyEmail({ token, requestId: uuidv7() });
  const { refreshToken: first } = await auth.signIn({ email, password: PASSWORD, requestId: uuidv7() });
  const requestId = uuidv7();
  const { refreshToken: second } = await auth.refreshSession({ refreshToken: first, requestId });
  assert.notEqual(second, first);
  assert.equal((await auth.refreshSession({ refreshToken: first, requestId })).refreshToken, second);
  assert.equal(await reasonOf(auth.refreshSession({ refreshToken: first, requestId: uuidv7() })), 'REFRESH_REUSED');
  assert.equal(await reasonOf(auth.refreshSession({ refreshToken: second, requestId: uuidv7() })), 'TOKEN_INVALID');
  assert.equal(
    await reasonOf(auth.refreshSession({ refreshToken: `${second}x`, requestId: uuidv7() })),
    'TOKEN_INVALID',
  );
});

test('tries of one address are bounded', async () => {
  const { auth, email } = await newcomer();
  const tries = Array.from({ length: 12 }, () =>
    reasonOf(auth.signIn({ email, password: 'wrong wrong wrong', requestId: uuidv7() })),
  );
  const reasons = await Promise.all(tries);
  assert.equal(reasons.filter((reason) => reason === 'CREDENTIALS_WRONG').length, 10);
  assert.equal(reasons.filter((reason) => reason === 'RATE_LIMITED').length, 2);
});

test('weak passwords are refused by name', async () => {
  const register = (password: string) =>
    reasonOf(
      bench
        .anonymous(AuthService)
        .register({ email: `${uuidv7()}@example.com`, password, name: 'Ada', requestId: uuidv7() }),
    );
  assert.equal(await register('password123456789'), 'PASSWORD_WEAK');
  assert.equal(await register('abababababababab'), 'PASSWORD_WEAK');
  assert.match((await register('short')) ?? '', /password/);
});

test('a profile changes by mask and etag, and people outside the household stay unseen', async () => {
  const { userId } = await newcomer();
  const { userId: stranger } = await newcomer();
  const households = new Map((await store.householdIdsOf(userId)).map((id) => [id, Role.OWNER]));
  const users = bench.as(UserService, { userId, households });
  const update = (name: string, etag: string) =>
    users.updateMe({ user: { name, etag }, updateMask: { paths: ['name'] }, requestId: uuidv7() });
  assert.equal((await update('Grace', '1')).user!.name, 'Grace');
  assert.equal(await reasonOf(update('Lost', '1')), 'ETAG_MISMATCH');
  assert.match((await reasonOf(update('', '2'))) ?? '', /name/);
  const zone = { user: { timeZone: 'Mars/Base' }, updateMask: { paths: ['time_zone'] }, requestId: uuidv7() };
  assert.equal(await reasonOf(users.updateMe(zone)), 'TIME_ZONE_UNKNOWN');
  const email = { user: { email: 'x@example.com' }, updateMask: { paths: ['email'] }, requestId: uuidv7() };
  assert.equal(await reasonOf(users.updateMe(email)), 'FIELD_NOT_UPDATABLE');
  assert.deepEqual(
    (await users.batchGetUsers({ ids: [userId, stranger] })).users.map(({ id }) => id),
    [userId],
  );
});

test('a deleted household is gone, and its members are told to refresh', async () => {
  const { userId } = await newcomer();
  const [id] = await store.householdIdsOf(userId);
  const households = bench.as(HouseholdService, { userId, households: new Map([[id!, Role.OWNER]]) });
  const editor = bench.as(HouseholdService, { userId, households: new Map([[id!, Role.EDITOR]]) });
  assert.equal(await reasonOf(editor.deleteHousehold({ id: id!, requestId: uuidv7() })), 'ROLE_TOO_LOW');
  await households.deleteHousehold({ id: id!, requestId: uuidv7() });
  assert.equal((await households.listHouseholds({})).households.length, 0);
  const topicsTold = (await store.outbox.take(500)).slice(-2).map(({ topic }) => topic);
  assert.deepEqual(topicsTold, [topics.household, topics.session]);
});
