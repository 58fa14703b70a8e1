/** Read models are rebuilt from the topics alone, to the same content, while the old ones serve. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { type AttributeValue, DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { createConnection } from 'mariadb';
import { MongoClient } from 'mongodb';
import pg from 'pg';
import { checkout } from '#infra/local/addresses.ts';
import { mailsTo } from '#infra/local/demo/api-client.ts';
import { random } from '#infra/local/demo/random.ts';
import { today } from '../e2e/household.ts';
import { audit } from './audit.ts';
import { contentOf } from './budget-documents.ts';
import { type Household, openHousehold } from './household.ts';
import { at } from './stack.ts';

const SEED = Number(process.env['MELO_CRASH_SEED'] ?? Date.now() % 1_000_000);
const WRITES = 40;
const SETTLED_MS = 45_000;
const deadline = { timeoutMs: 5_000 };
const range = { fromDate: today.with({ day: 1 }).toString(), toDate: today.toString() };
let household: Household;

before(async () => {
  console.log(`rebuilds with seed ${SEED} (MELO_CRASH_SEED=${SEED} repeats them)`);
  household = await openHousehold(random(SEED));
  for (let i = 0; i < WRITES; i++) await household.write();
  // One that has ended must not come back, in whichever order a rebuild hears of it.
  const ended = await openHousehold(random(SEED + 1));
  for (let i = 0; i < WRITES / 4; i++) await ended.write();
  await ended.person.households.deleteHousehold({ id: ended.id, requestId: randomUUID() }, deadline);
  await audit([household], SETTLED_MS);
});

const LOCAL = { accessKeyId: 'local', secretAccessKey: 'local' };
const asText = ({ pk, sk, ...rest }: Record<string, AttributeValue>): string =>
  `${pk!.S} ${sk!.S} ${JSON.stringify(Object.fromEntries(Object.entries(rest).sort()))}`;

/** A day that came to nothing, its sum or its count, stands in the item only if it came in more than one batch. */
const withoutEvenDays = (item: Record<string, AttributeValue>): Record<string, AttributeValue> =>
  Object.fromEntries(Object.entries(item).filter(([name, { N }]) => !(/^[dn]\d\d$/.test(name) && N === '0')));

async function postgresRows(service: string, tables: readonly string[]): Promise<string[]> {
  const client = new pg.Client(at.urls.postgres(service));
  await client.connect();
  const rows: string[] = [];
  for (const table of tables) {
    const { rows: found } = await client.query(`select ${table}::text as row from ${table} order by 1`);
    rows.push(...found.map(({ row }) => `${table} ${row}`));
  }
  await client.end();
  return rows;
}

const REPORT_TABLES = ['fact', 'transaction_version', 'month_sum', 'account_copy', 'category_copy', 'household_copy'];

/** Rows by primary key, as text; neither clocks nor watermarks are part of it. */
const dumps = {
  reports: () => postgresRows('reports', REPORT_TABLES),
  notifications: () => postgresRows('notifications', ['recipient', 'household_copy', 'member']),
  async transactions(): Promise<string[]> {
    const client = await createConnection(at.urls.mariadb);
    const rows: string[] = [];
    for (const table of ['account_copy', 'category_copy', 'erased']) {
      const found = await client.query<object[]>(`select * from ${table} order by 1`);
      rows.push(...found.map((row) => `${table} ${Object.values(row).join(' ')}`));
    }
    await client.end();
    return rows;
  },
  async accounts(): Promise<string[]> {
    const client = new DynamoDBClient({ endpoint: at.urls.dynamodb, region: 'eu-central-1', credentials: LOCAL });
    const rows: string[] = [];
    for await (const { Items = [] } of paginateScan({ client }, { TableName: 'accounts', ConsistentRead: true }))
      rows.push(...Items.map((item) => asText(withoutEvenDays(item))));
    client.destroy();
    const current = rows.find((row) => row.startsWith('GENERATION '))?.match(/"generation":\{"N":"(\d+)"/)?.[1];
    const days = current ? `DAYS.${current}#` : 'DAYS#';
    return rows
      .filter((row) => row.includes(` ${days}`) && !row.endsWith(' {}'))
      .map((row) => row.replace(` ${days}`, ' DAYS#'))
      .sort();
  },
  async budgets(): Promise<string[]> {
    const client = await MongoClient.connect(at.urls.mongodb, { useBigInt64: true });
    const rows: string[] = [];
    const [current] = await client.db().collection('generation').find().toArray();
    for (const name of ['fact', 'daily_sums', 'category_copy', 'household_copy']) {
      const collection = current ? `${name}_${current['generation']}` : name;
      const documents = await client.db().collection(collection).find().sort({ _id: 1 }).toArray();
      rows.push(...documents.flatMap((document) => contentOf(name, document)).map((content) => `${name} ${content}`));
    }
    await client.close();
    return rows;
  },
};

const subjects = async () => (await mailsTo(at, household.email)).map(({ subject }) => subject);

/** Few enough rows to be read in a failure. */
const SHOWN = 5;

function differences(before: readonly string[], after: readonly string[]) {
  const [old, now] = [new Set(before), new Set(after)];
  const rest = (rows: Set<string>, others: Set<string>) => [...rows.difference(others)].slice(0, SHOWN);
  return { lost: rest(old, now), new: rest(now, old) };
}

const reads = {
  accounts: () => household.person.accounts.batchGetBalances({ ids: household.accounts }, deadline),
  reports: () => household.person.reports.getSpendingByCategory(range, deadline),
  budgets: () => household.person.budgets.batchGetBudgetStatuses({ ids: [household.budgetId] }, deadline),
  // The tree of categories is a copy.
  transactions: () =>
    household.person.transactions.listTransactions({ categoryIds: household.categories, pageSize: 10 }, deadline),
  notifications: () => household.person.notifications.listNotifications({}, deadline),
};

/** They say how current an answer is. */
const FRESHNESS = ['asOfSequence', 'asOfTime'];

const figures = async (name: keyof typeof reads): Promise<string> =>
  JSON.stringify(await reads[name](), (key, value) =>
    FRESHNESS.includes(key) ? undefined : typeof value === 'bigint' ? String(value) : value,
  );

/** Rebuilds by the command, doing `meanwhile` again and again. */
async function rebuild(name: string, meanwhile: () => Promise<void>, signal: AbortSignal): Promise<void> {
  const command = [join(checkout, 'infra/local/cli/main.ts'), 'rebuild', name];
  const rebuilding = spawn(process.execPath, command, { detached: true });
  let said = '';
  for (const stream of [rebuilding.stdout, rebuilding.stderr])
    stream.on('data', (chunk) => {
      said += chunk;
    });
  const ended = once(rebuilding, 'close');
  const running = () => rebuilding.exitCode === null && rebuilding.signalCode === null;
  try {
    while (running() && !signal.aborted) await meanwhile();
  } finally {
    // Nothing of it may run on into the next test.
    if (running()) process.kill(-rebuilding.pid!);
  }
  assert.equal((await ended)[0], 0, said);
}

for (const name of Object.keys(reads) as (keyof typeof reads)[]) {
  test(`${name} rebuilds its read models to the same content while the old ones serve`, async (t) => {
    const [rows, mails, before] = [await dumps[name](), await subjects(), await figures(name)];
    assert.ok(rows.length > 1, `${rows.length} rows`);
    let answered = 0;
    const read = async () => {
      assert.equal(await figures(name), before);
      answered += 1;
    };
    await rebuild(name, read, t.signal);
    assert.deepEqual(differences(rows, await dumps[name]()), { lost: [], new: [] });
    t.diagnostic(`${rows.length} rows; ${answered} answers meanwhile`);
    assert.ok(answered > 0, 'answers meanwhile');
    assert.deepEqual(await subjects(), mails);
  });

  test(`${name} rebuilds under load without losing a write`, async (t) => {
    let entered = 0;
    const enter = async () => {
      await household.write();
      entered += 1;
    };
    await rebuild(name, enter, t.signal);
    t.diagnostic(`${entered} writes meanwhile`);
    assert.ok(entered > 0, 'writes meanwhile');
    await household.write();
    await audit([household], SETTLED_MS);
  });
}
