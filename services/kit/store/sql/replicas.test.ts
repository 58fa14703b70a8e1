/** Replicas in both dialects, on the real stores. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { until } from '#infra/local/demo/api-client.ts';
import { createMariadbDatabase, createPostgresDatabase } from '../../testing/test-databases.ts';
import { uuidv7 } from '../../values/ids.ts';
import { openDatabase } from './database.ts';
import { householdErasure } from './erasure.ts';
import { migrateKitTables } from './kit-tables.ts';
import { putNewer } from './replicas.ts';
import type { Dialect, Sql } from './rows.ts';

const UUID: Readonly<Record<Dialect, string>> = {
  postgres: 'uuid',
  mariadb: 'char(36) character set ascii collate ascii_bin',
};

/** Statements that wait for a lock in this database. */
const LOCK_WAITS: Readonly<Record<Dialect, string>> = {
  postgres: "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
  mariadb: "select 1 from information_schema.processlist where db = database() and info like 'insert into erased%'",
};

/** A replica table of a test's own. */
async function openReplicas(dialect: Dialect) {
  const own = await (dialect === 'postgres' ? createPostgresDatabase() : createMariadbDatabase());
  const database = await openDatabase({ dialect, url: own.url, entities: [], migrations: import.meta.dirname });
  const { fork } = database;
  await migrateKitTables(fork(), dialect);
  const columns = `id ${UUID[dialect]} primary key, household_id ${UUID[dialect]} not null, version bigint not null,
    name varchar(100) not null, archived boolean not null`;
  await fork().execute(`create table account_copy (${columns})`, [], 'run');
  after(async () => {
    await database.close();
    await own.drop();
  });
  const erasure = householdErasure(fork, dialect, ['account_copy']);
  return {
    fork,
    put: (rows: readonly ReturnType<typeof row>[], sql: Sql = fork()) => putNewer(sql, dialect, 'account_copy', rows),
    async names(household: string): Promise<string[]> {
      const sql = 'select name from account_copy where household_id = ? order by name';
      return (await fork().execute<{ name: string }[]>(sql, [household])).map(({ name }) => name);
    },
    async erase(household: string): Promise<void> {
      await erasure.mark([household]);
      await fork().transactional((em) => erasure.erase(em, [household]));
    },
  };
}

type Replicas = Awaited<ReturnType<typeof openReplicas>>;

const row = (household: string, id: string, version: bigint, name: string) => ({
  id,
  household_id: household,
  version,
  name,
  archived: version % 2n === 0n,
});

const stores = { postgres: await openReplicas('postgres'), mariadb: await openReplicas('mariadb') };

for (const [dialect, { fork, put, names, erase }] of Object.entries(stores) as [Dialect, Replicas][]) {
  test(`${dialect}: a newer row replaces the stored one, an older one does not, one of the same version is written again`, async () => {
    const [household, one, other] = [uuidv7(), uuidv7(), uuidv7()];
    const at = (id: string, version: bigint, name: string) => row(household, id, version, name);
    const written = await put([at(one, 2n, 'b'), at(one, 1n, 'a'), at(other, 5n, 'x')]);
    assert.deepEqual(written.toSorted(), [one, other]);
    assert.deepEqual(await put([at(one, 1n, 'a'), at(other, 6n, 'y')]), [other]);
    assert.deepEqual(await names(household), ['b', 'y']);
    assert.deepEqual(await put([at(one, 2n, 'filled')]), [one]);
    assert.deepEqual(await names(household), ['filled', 'y']);
    assert.deepEqual(await put([]), []);
  });

  test(`${dialect}: versions beyond 2^53 are compared exactly`, async () => {
    const [household, id, version] = [uuidv7(), uuidv7(), 2n ** 53n + 1n];
    await put([row(household, id, version, 'newer')]);
    assert.deepEqual(await put([row(household, id, version - 1n, 'older')]), []);
    assert.deepEqual(await names(household), ['newer']);
  });

  test(`${dialect}: nothing is written for an erased household`, async () => {
    const household = uuidv7();
    await put([row(household, uuidv7(), 1n, 'before')]);
    await erase(household);
    assert.deepEqual(await put([row(household, uuidv7(), 1n, 'after'), row(household, uuidv7(), 2n, 'after')]), []);
    assert.deepEqual(await names(household), []);
  });

  test(`${dialect}: a row that is being written while its household is erased does not outlive it`, async () => {
    const household = uuidv7();
    let erasing: Promise<void> | undefined;
    await fork().transactional(async (em) => {
      await put([row(household, uuidv7(), 1n, 'late')], em);
      erasing = erase(household);
      await until('the erasure to wait', async () => (await fork().execute<unknown[]>(LOCK_WAITS[dialect])).length > 0);
    });
    await erasing;
    assert.deepEqual(await names(household), []);
  });
}
