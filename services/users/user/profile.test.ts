import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Role } from '#gen/melo/users/v1/household_pb.ts';
import { HouseholdService } from '#gen/melo/users/v1/household_service_pb.ts';
import { UserService } from '#gen/melo/users/v1/user_service_pb.ts';
import { topics } from '#infra/topology.ts';
import { isTombstone } from '#kit/events/tombstone.ts';
import { race, WRITERS, writers } from '#kit/testing/races.ts';
import { reasonOf } from '#kit/testing/test-router.ts';
import { uuidv7 } from '#kit/values/ids.ts';
import { householdName, MAX_HOUSEHOLDS } from '../household/rules.ts';
import { PASSWORD, type UsersFixture, usersFixture } from '../testing/users-fixture.ts';

let users: UsersFixture;
before(async () => {
  users = await usersFixture();
});
after(() => users.close());

test('a profile changes by mask and etag, and people outside the household stay unseen', async () => {
  const { userId, visitor } = await users.newcomer();
  const { userId: outsider } = await users.newcomer();
  const client = users.router.as(UserService, visitor);
  const update = (name: string, etag: string) =>
    client.updateMe({ user: { name, etag }, updateMask: { paths: ['name'] }, requestId: uuidv7() });
  assert.equal((await update('Grace', '1')).user!.name, 'Grace');
  assert.equal(await reasonOf(update('Lost', '1')), 'ETAG_MISMATCH');
  assert.match((await reasonOf(update('', '2'))) ?? '', /name/);
  const zone = { user: { timeZone: 'Mars/Base' }, updateMask: { paths: ['time_zone'] }, requestId: uuidv7() };
  assert.equal(await reasonOf(client.updateMe(zone)), 'TIME_ZONE_UNKNOWN');
  const email = { user: { email: 'x@example.com' }, updateMask: { paths: ['email'] }, requestId: uuidv7() };
  assert.equal(await reasonOf(client.updateMe(email)), 'FIELD_NOT_UPDATABLE');
  assert.deepEqual(
    (await client.batchGetUsers({ ids: [userId, outsider] })).users.map(({ id }) => id),
    [userId],
  );
});

test('a deleted household is gone, and its members are told to refresh', async () => {
  const { userId, visitor } = await users.newcomer();
  const [id] = visitor.households.keys();
  const households = users.router.as(HouseholdService, visitor);
  const editor = users.router.as(HouseholdService, { userId, households: new Map([[id!, Role.EDITOR]]) });
  assert.equal(await reasonOf(editor.deleteHousehold({ id: id!, requestId: uuidv7() })), 'ROLE_TOO_LOW');
  await households.deleteHousehold({ id: id!, requestId: uuidv7() });
  assert.equal((await households.listHouseholds({})).households.length, 0);
  const publishedTopics = (await users.outbox()).slice(-2).map(({ topic }) => topic);
  assert.deepEqual(publishedTopics, [topics.household, topics.session]);
});

test('there are never more households of a person than the limit, and another becomes the default when it ends', async () => {
  const { userId, visitor } = await users.newcomer();
  const [first] = visitor.households.keys();
  const households = users.router.as(HouseholdService, visitor);
  const add = async () =>
    (await households.createHousehold({ household: { name: 'Club', baseCurrency: 'EUR' }, requestId: uuidv7() }))
      .household!;
  const second = await add();
  for (let i = 2; i < MAX_HOUSEHOLDS - 3; i++) await add();
  assert.deepEqual(await race(writers(add)), { ok: 3, LIMIT_REACHED: WRITERS - 3 });
  assert.equal(await users.store.defaultHousehold(userId), first);
  await households.deleteHousehold({ id: first!, requestId: uuidv7() });
  assert.equal(await users.store.defaultHousehold(userId), second.id);
});

test('who deletes themself needs their password, leaves no row, and the topic forgets them', async () => {
  const { userId, visitor, email, session } = await users.newcomer();
  const [household] = visitor.households.keys();
  const client = users.router.as(UserService, visitor);
  const erase = (password: string) => client.deleteMe({ password, requestId: uuidv7() });
  assert.equal(await reasonOf(erase('not the right one')), 'CREDENTIALS_WRONG');
  await erase(PASSWORD);
  const events = await users.userEvents();
  assert.equal(events.at(-1)!.change.case, 'userDeleted');
  const last = (await users.store.outbox.take(10_000)).filter(
    ({ topic, key }) => topic === topics.user && key === userId,
  );
  assert.ok(isTombstone(last.at(-1)!.payload));
  assert.ok(!isTombstone(last.at(-2)!.payload));
  assert.deepEqual(await users.store.households([household!]), []);
  assert.equal(await users.store.user(userId), undefined);
  assert.equal(await reasonOf(users.signIn(email, PASSWORD)), 'CREDENTIALS_WRONG');
  const refresh = users.auth.refreshSession({ refreshToken: session.refreshToken, requestId: uuidv7() });
  assert.equal(await reasonOf(refresh), 'TOKEN_INVALID');
  // The address is free again.
  await users.newcomer(email);
});

test('who leaves a household of several owners leaves it to the others', async () => {
  const { userId, visitor } = await users.newcomer();
  const { userId: other } = await users.newcomer();
  const [id] = visitor.households.keys();
  const row = { household_id: id!, user_id: other, role: Role.OWNER };
  await users.store
    .fork()
    .execute('insert into member (household_id, user_id, role) values (?, ?, ?)', Object.values(row), 'run');
  await users.router.as(UserService, visitor).deleteMe({ password: PASSWORD, requestId: uuidv7() });
  const [household] = await users.store.households([id!]);
  assert.deepEqual(
    household!.members.map((member) => member.userId),
    [other],
  );
  assert.equal(await users.store.user(userId), undefined);
});

test('a first household has a neutral name in the language of its owner', () => {
  assert.equal(householdName('en-GB'), 'Household');
  assert.equal(householdName('de-AT'), 'Haushalt');
  assert.equal(householdName('xx'), 'Household');
  assert.equal(householdName(''), 'Household');
});
