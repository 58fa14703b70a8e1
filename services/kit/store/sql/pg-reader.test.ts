import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { isPermanent, isUnavailable } from '../../rpc/failure.ts';
import { createPostgresDatabase } from '../../testing/test-databases.ts';
import { openPgReader, type PgReader, statement } from './pg-reader.ts';

const own = await createPostgresDatabase();
let reader: PgReader;

async function run(sql: string): Promise<void> {
  const client = new pg.Client(own.url);
  await client.connect();
  await client.query(sql).finally(() => client.end());
}

before(async () => {
  await run('create table item (id int primary key, units bigint); insert into item values (1, 9007199254740993)');
  await run(
    'create schema other; create table other.item (id int, units bigint); insert into other.item values (2, 5)',
  );
  reader = openPgReader({ url: own.url });
});
after(async () => {
  await reader.close();
  await own.drop();
});

const ITEM = statement('item', 'select id, units from item where id >= ? and id < ? order by id');

test('rows are cells in the order of the columns, and a bigint is exact', async () => {
  assert.deepEqual(await reader.read(ITEM, [1, 2]), [[1, '9007199254740993']]);
});

test('a schema of its own is searched', async () => {
  const other = openPgReader({ url: own.url, schema: 'other' });
  assert.deepEqual(await other.read(ITEM, [0, 9]), [[2, '5']]);
  await other.close();
});

test('a statement follows a schema that is renamed into the place of another', async () => {
  const before = await reader.read(ITEM, [0, 9]);
  await run('alter schema public rename to replaced; alter schema other rename to public');
  assert.deepEqual(await reader.read(ITEM, [0, 9]), [[2, '5']]);
  await run('alter schema public rename to other; alter schema replaced rename to public');
  assert.deepEqual(await reader.read(ITEM, [0, 9]), before);
});

test('a snapshot does not see what is committed meanwhile', async () => {
  const seen = await reader.snapshot(async (read) => {
    const first = await read(ITEM, [10, 20]);
    await run('insert into item values (10, 1)');
    return [first, await read(ITEM, [10, 20])];
  });
  assert.deepEqual(seen, [[], []]);
  assert.deepEqual(await reader.read(ITEM, [10, 20]), [[10, '1']]);
});

test('more snapshots at once than connections all end, and a failed one leaves its connection usable', async () => {
  const results = await Promise.allSettled(
    Array.from({ length: 40 }, (_, i) =>
      reader.snapshot(async (read) => {
        await read(ITEM, [0, 9]);
        if (i % 2) throw new Error('no figures');
        return read(ITEM, [1, 2]);
      }),
    ),
  );
  assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 20);
  assert.equal((await reader.read(ITEM, [1, 2])).length, 1);
});

test('a store that does not answer, or ends the connection, is unavailable; a wrong value is not', async () => {
  const closed = openPgReader({ url: 'postgres://melo:secret@127.0.0.1:9/melo' });
  await assert.rejects(closed.read(ITEM, [1, 2]), (error) => isUnavailable(error));
  await closed.close();
  const ended = statement('ended', 'select pg_terminate_backend(pg_backend_pid())');
  await assert.rejects(reader.read(ended, []), (error) => isUnavailable(error));
  await assert.rejects(
    reader.snapshot((read) => read(ended, [])),
    (error) => isUnavailable(error),
  );
  await assert.rejects(reader.read(ITEM, ['a', 2]), (error) => isPermanent(error) && !isUnavailable(error));
  assert.equal((await reader.read(ITEM, [1, 2])).length, 1);
});

test('TLS is asked for as the address says', async () => {
  const url = new URL(own.url);
  url.search = '?sslmode=verify-full';
  const encrypted = openPgReader({ url: url.href });
  await assert.rejects(encrypted.read(ITEM, [1, 2]), /does not support SSL/);
  await encrypted.close();
});
