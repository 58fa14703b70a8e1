import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { AuthService } from '#gen/melo/users/v1/auth_service_pb.ts';
import { reasonOf } from '#kit/testing/test-router.ts';
import { uuidv7 } from '#kit/values/ids.ts';
import { PASSWORD, type UsersFixture, usersFixture } from '../testing/users-fixture.ts';

const DAY_MS = 24 * 3600_000;
let aheadMs = 0;
let users: UsersFixture;

before(async () => {
  users = await usersFixture({ nowMs: () => Date.now() + aheadMs, perNetwork: 30 });
});
after(() => users.close());

const refresh = (refreshToken: string, requestId = uuidv7()) => users.auth.refreshSession({ refreshToken, requestId });
/** A network of its own, so that one test's failures are not another's. */
let networks = 0;
const newNetwork = () => `198.51.100.${++networks}`;
const from = (network: string, cookie = '') => ({
  headers: { 'x-envoy-external-address': network, ...(cookie && { cookie }) },
});
const tryIn = (email: string, network: string, password = 'wrong wrong wrong', cookie = '') =>
  users.auth.signIn({ email, password, requestId: uuidv7() }, from(network, cookie));

test('refresh tokens rotate, a lost response may be asked for again, and reuse ends the session', async () => {
  const { session } = await users.newcomer();
  const requestId = uuidv7();
  const { refreshToken: second } = await refresh(session.refreshToken, requestId);
  assert.notEqual(second, session.refreshToken);
  assert.equal((await refresh(session.refreshToken, requestId)).refreshToken, second);
  assert.equal(await reasonOf(refresh(session.refreshToken)), 'REFRESH_REUSED');
  assert.equal(await reasonOf(refresh(second)), 'TOKEN_INVALID');
  assert.equal(await reasonOf(refresh(`${second}x`)), 'TOKEN_INVALID');
});

test('a session ends 14 days after its last refresh and 30 days after its start', async () => {
  const { session } = await users.newcomer();
  let { refreshToken } = session;
  const ttlMs = async () => users.sessions.redis.pttl(`session:${refreshToken.split('.')[1]}`);
  assert.ok(Math.abs((await ttlMs()) - 14 * DAY_MS) < 60_000);
  try {
    for (const days of [13, 26]) {
      aheadMs = days * DAY_MS;
      refreshToken = (await refresh(refreshToken)).refreshToken;
    }
    assert.ok(Math.abs((await ttlMs()) - 4 * DAY_MS) < 60_000);
    aheadMs = 30 * DAY_MS + 1000;
    assert.equal(await reasonOf(refresh(refreshToken)), 'TOKEN_INVALID');
  } finally {
    aheadMs = 0;
  }
});

test('signing out works by the refresh token, the cookie or the access token alone, and always clears the cookie', async () => {
  const { email, access } = await users.newcomer();
  const outcomes: string[] = [];
  const out = async (client: typeof users.auth, refreshToken: string, headers = {}) => {
    const onHeader = (headers: Headers) => void outcomes.push(headers.getSetCookie().join());
    await client.signOut({ refreshToken, requestId: uuidv7() }, { headers, onHeader });
  };
  const byBody = await users.signIn(email, PASSWORD);
  await out(users.auth, byBody.refreshToken);
  assert.equal(await reasonOf(refresh(byBody.refreshToken)), 'TOKEN_INVALID');
  const byCookie = await users.signIn(email, PASSWORD);
  await out(users.auth, '', { cookie: `melo_refresh_7600=${byCookie.refreshToken}` });
  assert.equal(await reasonOf(refresh(byCookie.refreshToken)), 'TOKEN_INVALID');
  await out(users.router.signed(AuthService, access), '');
  await out(users.auth, 'r.forged.1.nothing');
  await out(users.auth, '');
  const ended = (await users.sessionEvents()).flatMap(({ change }) =>
    change.case === 'sessionRevoked' ? [change.value.sessionId] : [],
  );
  for (const token of [byBody.accessToken, byCookie.accessToken])
    assert.ok(ended.includes((await users.verify(token))!.sessionId));
  assert.ok(ended.includes(access.sessionId));
  assert.equal(outcomes.length, 5);
  for (const cookie of outcomes) assert.match(cookie, /^melo_refresh_7600=; Max-Age=0/);
});

test('the security log has every outcome, and no address of mail or network', async () => {
  const { email, userId } = await users.newcomer();
  const network = newNetwork();
  for (let i = 0; i < 10; i++) await reasonOf(tryIn(email, network));
  await tryIn(email, newNetwork(), PASSWORD);
  const { refreshToken } = await users.signIn(email, PASSWORD);
  await refresh(refreshToken);
  await reasonOf(refresh(refreshToken));
  const rows = await users.store
    .fork()
    .execute<{ kind: string; outcome: string; network_hash: string; session_id: string; request_id: string }[]>(
      'select * from security_event where user_id = ? order by id',
      [userId],
    );
  const counts = Map.groupBy(rows, ({ kind, outcome }) => `${kind} ${outcome}`);
  assert.deepEqual(
    [...counts].map(([what, { length }]) => [what, length]),
    [
      ['sign_in failure', 10],
      ['lock_out failure', 1],
      ['sign_in success', 2],
      ['refresh_reuse failure', 1],
    ],
  );
  assert.equal(new Set(rows.slice(0, 11).map(({ network_hash }) => network_hash)).size, 1);
  assert.ok(rows.every(({ request_id }) => request_id.length === 36));
  assert.ok(rows.filter(({ kind }) => kind === 'refresh_reuse').every(({ session_id }) => session_id !== ''));
  const text = JSON.stringify(rows).toLowerCase();
  for (const secret of [email.toLowerCase(), network, PASSWORD, refreshToken]) assert.ok(!text.includes(secret));
  const left = async () =>
    (await users.store.fork().execute<unknown[]>('select 1 from security_event where user_id = ?', [userId])).length;
  await users.store.purgeSecurityEvents(Date.now() + 179 * DAY_MS);
  assert.equal(await left(), rows.length);
  await users.store.purgeSecurityEvents(Date.now() + 181 * DAY_MS);
  assert.equal(await left(), 0);
});
