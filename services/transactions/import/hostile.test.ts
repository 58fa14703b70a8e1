/** Files that are as expensive to read as possible, through the routes: other requests do not wait, and the process survives. */
import assert from 'node:assert/strict';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { after, before, test } from 'node:test';
import { Code, ConnectError } from '@connectrpc/connect';
import { ErrorInfoSchema } from '#gen/google/rpc/error_details_pb.ts';
import { RowState } from '#gen/melo/transactions/v1/import_pb.ts';
import { ImportService } from '#gen/melo/transactions/v1/import_service_pb.ts';
import { createMariadbDatabase } from '#kit/testing/test-databases.ts';
import { createTestRouter, createTestUser, reasonOf, type TestUser } from '#kit/testing/test-router.ts';
import { uuidv7 } from '#kit/values/ids.ts';
import { createWorkerPool, WorkerLimitError, type WorkerPool } from '#kit/workers/worker-pool.ts';
import type { KnownAccount } from '../references/references.ts';
import { openStore, type TransactionStore } from '../store.ts';
import { createReaderPool } from './reader.ts';
import { importRoutes } from './routes.ts';
import { hostileFiles, hostileMapping as mapping } from './testing/hostile-files.ts';

/** Files are parsed in workers. The event loop only copies and encodes ten megabytes, here on a busy machine. */
const LONGEST_DELAY_MS = 1_000;
const household = uuidv7();
const account: KnownAccount = {
  id: uuidv7(),
  householdId: household,
  currency: 'EUR',
  openingDate: '2020-01-01',
  archived: false,
};
const database = await createMariadbDatabase();
const readers = createReaderPool();
let store: TransactionStore;
before(async () => {
  store = await openStore(database.url, () => {});
  await store.migrate();
});
after(async () => {
  await readers.close();
  await store.close();
  await database.drop();
});

const resolve = async () => ({ accounts: new Map([[account.id, account]]), categories: new Map() });

function imports(pool: WorkerPool = readers, who: TestUser = createTestUser(household)) {
  const routes = importRoutes({ store, resolve, move: async () => {}, pool });
  return createTestRouter({
    routes: (router) => void router.service(ImportService, routes),
    idempotency: store.idempotency,
  }).as(ImportService, who);
}
const sent = (content: Uint8Array, fileName = 'hostile.csv') => ({ accountId: account.id, fileName, content, mapping });

test('no hostile file of 10 MiB blocks the event loop', async (t) => {
  const client = imports();
  for (const [name, make] of Object.entries(hostileFiles)) {
    const content = make();
    // The first use of a worker loads its modules.
    await client.previewImport(sent(Buffer.from('Date;Payee;Amount\n'))).catch(() => {});
    const delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();
    const outcomes = [
      await outcome(client.proposeMapping(sent(content))),
      await outcome(client.previewImport({ ...sent(content), pageSize: 1_000 })),
    ];
    delay.disable();
    const longestMs = delay.max / 1e6;
    t.diagnostic(`${name}: ${outcomes.join(', ')}; longest delay ${longestMs.toFixed(0)} ms`);
    assert.ok(longestMs < LONGEST_DELAY_MS, `${name} held up the event loop for ${longestMs} ms`);
  }
});

/** Returns "ok", or the reason of an error that the file caused. Any other error fails the test. */
async function outcome(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return 'ok';
  } catch (error) {
    const { code } = ConnectError.from(error);
    assert.ok([Code.InvalidArgument, Code.ResourceExhausted].includes(code), ConnectError.from(error).message);
    return (await reasonOf(Promise.reject(error))) ?? '';
  }
}

test('a user can read one file at a time and a process two; further calls get IMPORT_BUSY', async () => {
  const file = sent(hostileFiles['many good rows']!());
  const [ada, bob, eve] = [imports(), imports(), imports()];
  // Which of them are first depends on the scheduler.
  const all = await Promise.all([ada, ada, bob, eve].map((client) => outcome(client.previewImport(file))));
  assert.deepEqual(all.toSorted(), ['IMPORT_BUSY', 'IMPORT_BUSY', 'ok', 'ok']);
  assert.ok(all.slice(0, 2).includes('IMPORT_BUSY'), 'one user had two files read at once');
});

test('a file that takes too long to read is rejected and the error names its field', async (t) => {
  const entry = new URL('./worker.ts', import.meta.url);
  // No machine reads 50,000 rows in this time. worker-pool.test.ts tests that the next task runs.
  const pool = createWorkerPool({ entry, size: 2, memoryMb: 384, timeLimitMs: 20 });
  t.after(() => pool.close());
  await tooComplex(imports(pool).previewImport(sent(hostileFiles['many good rows']!())), 'time');
});

test('a worker that runs out of memory is reported as FILE_TOO_COMPLEX', async () => {
  const pool: WorkerPool = { run: () => Promise.reject(new WorkerLimitError('memory')), close: async () => {} };
  await tooComplex(imports(pool).previewImport(sent(Buffer.from('a;b'))), 'memory');
});

async function tooComplex(call: Promise<unknown>, limit: string): Promise<void> {
  const error = await call.catch(ConnectError.from);
  assert.ok(error instanceof ConnectError, `not stopped by ${limit}`);
  assert.equal(error.code, Code.InvalidArgument);
  const [info] = error.findDetails(ErrorInfoSchema);
  assert.deepEqual([info?.reason, info?.metadata], ['FILE_TOO_COMPLEX', { field: 'content', limit }]);
}

async function untilFree<Result>(call: () => Promise<Result>): Promise<Result> {
  for (const end = performance.now() + 10_000; ; ) {
    try {
      return await call();
    } catch (error) {
      if (ConnectError.from(error).code !== Code.ResourceExhausted || performance.now() > end) throw error;
      await new Promise((done) => setTimeout(done, 20));
    }
  }
}

test('a preview has pages of at most a thousand rows, counts for the whole file, and a filter by state', async () => {
  const lines = Array.from({ length: 2_500 }, (_, i) => `2026-03-02;Shop ${i};${i % 5 === 0 ? 'x' : '-1,00'}`);
  const file = sent(Buffer.from(`Date;Payee;Amount\n${lines.join('\n')}\n`));
  const client = imports();
  const numbers: number[] = [];
  let pageToken = '';
  do {
    const page = await untilFree(() => client.previewImport({ ...file, pageToken }));
    assert.ok(page.rows.length <= 1_000);
    assert.deepEqual(
      page.counts.map(({ state, rowCount }) => [state, rowCount]),
      [
        [RowState.NEW, 2_000],
        [RowState.ERROR, 500],
      ],
    );
    numbers.push(...page.rows.map(({ rowNumber }) => rowNumber));
    pageToken = page.nextPageToken;
  } while (pageToken);
  assert.deepEqual(
    numbers,
    lines.map((_, i) => i + 2),
  );
  const errors = await untilFree(() => client.previewImport({ ...file, states: [RowState.ERROR], pageSize: 10 }));
  assert.deepEqual(
    errors.rows.map(({ rowNumber }) => rowNumber),
    [2, 7, 12, 17, 22, 27, 32, 37, 42, 47],
  );
});
