import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromBinary } from '@bufbuild/protobuf';
import { HouseholdEventSchema } from '#gen/melo/users/v1/household_event_pb.ts';
import { UserEventSchema } from '#gen/melo/users/v1/user_event_pb.ts';
import { topics } from '#infra/topology.ts';
import { isTombstone } from '#kit/events/tombstone.ts';
import { createPostgresDatabase } from '#kit/testing/test-databases.ts';
import { uuidv7 } from '#kit/values/ids.ts';
import { openStore } from './store.ts';

/** Takes the schema back to what it was before claims held registrations. */
const BACK = [
  'drop table claim',
  'drop table account_mail',
  'drop table security_event',
  'alter table account_user drop column session_epoch',
  `create table claim (id uuid primary key, user_id uuid not null references account_user on delete cascade,
     expire_ms bigint not null, used boolean not null)`,
  `delete from mikro_orm_migrations where name like '%claims%'`,
];

test('users who never proved their address go with the migration, everywhere; others stay', async (t) => {
  const database = await createPostgresDatabase();
  const store = await openStore(database.url, () => {});
  t.after(async () => {
    await store.close();
    await database.drop();
  });
  await store.migrate();
  const run = (sql: string, values: unknown[] = []) => store.fork().execute(sql, values, 'run');
  for (const sql of BACK) await run(sql);
  const add = async (isVerified: boolean) => {
    const [user, household] = [uuidv7(), uuidv7()];
    await run(
      `insert into account_user (id, email, name, locale, time_zone, email_verified, password_hash, default_household_id, version, create_time)
       values (?, ?, 'A', 'en', 'UTC', ?, 'x', ?, 1, now())`,
      [user, `${user}@example.com`, isVerified, household],
    );
    await run(`insert into household values (?, 'A', 'EUR', 'UTC', 'en', 1, now())`, [household]);
    await run('insert into member values (?, ?, 3)', [household, user]);
    await run('insert into claim values (?, ?, 0, false)', [uuidv7(), user]);
    return { user, household };
  };
  const [gone, kept] = [await add(false), await add(true)];
  await store.migrate();
  await store.assertCurrent();

  assert.equal(await store.user(gone.user), undefined);
  assert.deepEqual(await store.households([gone.household]), []);
  assert.equal((await store.credentialsOf(kept.user))!.epoch, 0n);
  assert.equal((await store.households([kept.household])).length, 1);
  const outbox = await store.outbox.take(100);
  assert.ok(outbox.every(({ key }) => key === gone.user || key === gone.household));
  const [erased] = outbox.filter(({ topic }) => topic === topics.household);
  assert.equal(fromBinary(HouseholdEventSchema, erased!.payload).change.case, 'householdDeleted');
  const [deleted, last] = outbox.filter(({ topic }) => topic === topics.user);
  assert.equal(fromBinary(UserEventSchema, deleted!.payload).change.case, 'userDeleted');
  assert.ok(isTombstone(last!.payload));
});
