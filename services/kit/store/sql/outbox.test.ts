/** The outbox's reads in both dialects, on the real stores: their cost does not grow with the number of events that wait. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createMariadbDatabase, createPostgresDatabase } from '../../testing/test-databases.ts';
import { uuidv7 } from '../../values/ids.ts';
import { openDatabase } from './database.ts';
import { migrateKitTables } from './kit-tables.ts';
import { appendOutbox, nextRows, sqlOutbox } from './outbox.ts';
import type { Dialect } from './rows.ts';

const WAITING = 5_000;
const TAKEN = 20;

/** What a plan says when it reads the whole table. */
const PLANS: Readonly<Record<Dialect, { analyse: string; explain: string; whole: RegExp }>> = {
  postgres: { analyse: 'analyze outbox', explain: 'explain', whole: /Seq Scan on outbox/ },
  mariadb: {
    analyse: 'analyze table outbox',
    explain: 'explain format=json',
    whole: /"table_name": "outbox",\s+"access_type": "ALL"/,
  },
};

for (const dialect of ['postgres', 'mariadb'] as const) {
  test(`the outbox of ${dialect} is taken along its index, also when thousands of events wait`, async () => {
    const own = await (dialect === 'postgres' ? createPostgresDatabase() : createMariadbDatabase());
    const { fork, close } = await openDatabase({
      dialect,
      url: own.url,
      entities: [],
      migrations: import.meta.dirname,
    });
    after(async () => {
      await close();
      await own.drop();
    });
    await migrateKitTables(fork(), dialect);
    const ids = Array.from({ length: WAITING }, () => uuidv7());
    const payload = new Uint8Array(400).fill(1);
    await appendOutbox(
      fork(),
      ids.map((eventId) => ({ eventId, topic: 'topic', key: 'key', payload, traceparent: undefined })),
    );
    const outbox = sqlOutbox(fork, dialect);
    assert.ok(await outbox.lease('test', Date.now(), 60_000));
    // Some are stamped and not sent yet, as after a crash.
    assert.deepEqual(
      (await outbox.take(TAKEN)).map(({ eventId }) => eventId),
      ids.slice(0, TAKEN),
    );

    const { analyse, explain, whole } = PLANS[dialect];
    await fork().execute(analyse);
    const plan = JSON.stringify(await fork().execute(`${explain} ${nextRows(dialect, TAKEN)}`))
      .replaceAll('\\n', ' ')
      .replaceAll('\\"', '"');
    assert.match(plan, /outbox_by_sequence/);
    assert.doesNotMatch(plan, whole);
    assert.deepEqual(
      (await outbox.take(2 * TAKEN)).map(({ eventId }) => eventId),
      ids.slice(0, 2 * TAKEN),
    );
  });
}
