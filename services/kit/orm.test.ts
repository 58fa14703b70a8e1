import assert from 'node:assert/strict';
import { test } from 'node:test';
import { create } from '@bufbuild/protobuf';
import { EmptySchema } from '@bufbuild/protobuf/wkt';
import { ownAct } from './act.ts';
import { freshPostgres } from './bench.ts';
import { systemClock } from './clock.ts';
import { kitTables } from './events/sql.ts';
import { commitSql, openDatabase } from './orm.ts';

test('two commits that wait for each other both end well, each once', async (t) => {
  const own = await freshPostgres();
  const { fork, close } = await openDatabase('postgres', own.url, [], import.meta.dirname);
  t.after(async () => {
    await close();
    await own.drop();
  });
  for (const statement of kitTables('postgres')) await fork().execute(statement, [], 'run');
  await fork().execute('create table pair (id int primary key, count int not null)', [], 'run');
  await fork().execute('insert into pair values (1, 0), (2, 0)', [], 'run');

  const met = Promise.withResolvers<void>();
  let holding = 0;
  let tries = 0;
  const commit = (first: number, second: number) =>
    commitSql(fork, ownAct(systemClock), [], create(EmptySchema), async (em) => {
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
