import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemWriteContext } from '../../rpc/write-context.ts';
import { createPostgresDatabase } from '../../testing/test-databases.ts';
import { systemClock } from '../../values/dates.ts';
import { commitSql } from './commit.ts';
import { openDatabase } from './database.ts';
import { migrateKitTables } from './kit-tables.ts';

test('two commits that wait for each other both end well, each once', async (t) => {
  const own = await createPostgresDatabase();
  const { fork, close } = await openDatabase({
    dialect: 'postgres',
    url: own.url,
    entities: [],
    migrations: import.meta.dirname,
  });
  t.after(async () => {
    await close();
    await own.drop();
  });
  await migrateKitTables(fork(), 'postgres');
  await fork().execute('create table pair (id int primary key, count int not null)', [], 'run');
  await fork().execute('insert into pair values (1, 0), (2, 0)', [], 'run');

  const met = Promise.withResolvers<void>();
  let holding = 0;
  let tries = 0;
  const commit = (first: number, second: number) =>
    commitSql(fork, systemWriteContext(systemClock), { events: [], response: {} }, async (em) => {
      tries += 1;
      await em.execute('update pair set count = count + 1 where id = ?', [first], 'run');
      if (++holding === 2) met.resolve();
      await met.promise;
      await em.execute('update pair set count = count + 1 where id = ?', [second], 'run');
    });
  await Promise.all([commit(1, 2), commit(2, 1)]);
  assert.deepEqual(await fork().execute('select count from pair order by id'), [{ count: 2 }, { count: 2 }]);
  assert.equal(tries, 3);
});
