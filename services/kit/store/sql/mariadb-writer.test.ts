import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { DeadlockException, UniqueConstraintViolationException } from '@mikro-orm/core';
import { createMariadbDatabase } from '../../testing/test-databases.ts';
import { createMariadbWriter, type MariadbWriter, type WriterSql } from './mariadb-writer.ts';
import { allInOrder } from './rows.ts';

let database: Awaited<ReturnType<typeof createMariadbDatabase>>;
let writer: MariadbWriter;

before(async () => {
  database = await createMariadbDatabase();
  writer = createMariadbWriter(database.url);
  await run((sql) => sql.execute('create table account (id int primary key, touched int not null)', [], 'run'));
  await run((sql) => sql.execute('create table entry (name varchar(20) primary key)', [], 'run'));
  await run((sql) => sql.execute('insert into account values (1, 0), (2, 0)', [], 'run'));
});
after(async () => {
  await writer.close();
  await database.drop();
});

const run = <Result>(work: (sql: WriterSql) => Promise<Result>): Promise<Result> => writer.transactional(work);
const touch = (sql: WriterSql, id: number) =>
  sql.execute('update account set touched = touched + 1 where id = ?', [id], 'run');
const enter = (sql: WriterSql, name: string) => sql.execute('insert into entry values (?)', [name], 'run');
const entries = async () =>
  (await run((sql) => sql.execute<{ name: string }[]>('select name from entry order by name'))).map(({ name }) => name);

test('statements behind a deadlock are not committed', async () => {
  const locked = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const cross = (own: number, other: number, name: string) =>
    run(async (sql) => {
      await touch(sql, own);
      locked[own - 1]!.resolve();
      await Promise.all(locked.map(({ promise }) => promise));
      // All three are on their way when one of the two transactions is rolled back.
      await allInOrder([touch(sql, other), enter(sql, `${name} 1`), enter(sql, `${name} 2`)]);
    });
  const [first, second] = await Promise.allSettled([cross(1, 2, 'first'), cross(2, 1, 'second')]);
  const lost = [first, second].filter(({ status }) => status === 'rejected') as PromiseRejectedResult[];
  assert.equal(lost.length, 1);
  assert.ok(lost[0]!.reason instanceof DeadlockException);
  const winner = first.status === 'fulfilled' ? 'first' : 'second';
  assert.deepEqual(await entries(), [`${winner} 1`, `${winner} 2`]);
});

test('a key that is taken rolls back the statements before and behind it', async () => {
  const before = await entries();
  await run((sql) => enter(sql, 'taken'));
  const failing = run((sql) => allInOrder([enter(sql, 'ahead'), enter(sql, 'taken'), enter(sql, 'behind')]));
  await assert.rejects(failing, UniqueConstraintViolationException);
  assert.deepEqual(await entries(), [...before, 'taken'].sort());
});

test('a transaction sees what others have committed before it began', async () => {
  await run((sql) => enter(sql, 'earlier'));
  for (let i = 0; i < 20; i++) assert.ok((await entries()).includes('earlier'), 'no connection keeps an old snapshot');
});
