/** Replayed events change nothing; a poison event is dead-lettered, and the others are applied. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Partitioners, type Producer } from 'kafkajs';
import { NotificationKind } from '#gen/melo/notifications/v1/notification_pb.ts';
import { checkout } from '#infra/local/addresses.ts';
import { mailsTo, until } from '#infra/local/demo/api-client.ts';
import { random, shuffled } from '#infra/local/demo/random.ts';
import { services, topics } from '#infra/topology.ts';
import { deadTopic, openKafka } from '#kit/events/kafka.ts';
import { createLog } from '#kit/telemetry/log.ts';
import { today } from '../e2e/household.ts';
import { readRecords } from '../fixtures/records.ts';
import { audit } from './audit.ts';
import { consumedTopics, settled } from './caught-up.ts';
import { type Household, openHousehold } from './household.ts';
import { at } from './stack.ts';

const SEED = Number(process.env['MELO_CRASH_SEED'] ?? Date.now() % 1_000_000);
const WRITES = 40;
const AGAIN = 2;
/** Records of one request; Kafka limits what it brings to a partition. */
const MESSAGE_BATCH_SIZE = 100;
const SETTLED_MS = 45_000;
const POISON = Buffer.from('not an event');

const next = random(SEED);
const households: Household[] = [];
const kafka = openKafka({ brokers: [at.urls.kafka] }, 'replay', createLog('replay'));
let producer: Producer;

before(async () => {
  console.log(`replays with seed ${SEED} (MELO_CRASH_SEED=${SEED} repeats them)`);
  producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await producer.connect();
  for (let i = 0; i < 2; i++) households.push(await openHousehold(next));
  for (const household of households) {
    for (let i = 0; i < WRITES; i++) await household.write();
    await household.overspend();
  }
  await audit(households, SETTLED_MS);
  await settled(SETTLED_MS);
});
after(async () => {
  await producer.disconnect();
});

const mails = async () =>
  Promise.all(households.map(async ({ email }) => (await mailsTo(at, email)).map(({ subject }) => subject)));
const inboxes = () =>
  Promise.all(
    households.map(
      async ({ person }) => (await person.notifications.listNotifications({ pageSize: 200 })).notifications,
    ),
  );

test('replaying every topic twice with households mixed changes nothing and mails nobody', async () => {
  const before = { mails: await mails(), inboxes: await inboxes() };
  // There is something that could be told again.
  for (const one of before.inboxes)
    assert.ok(one.filter(({ kind }) => kind === NotificationKind.BUDGET_THRESHOLD).length > 0);
  for (const one of before.mails) assert.ok(one.length > 1, `${one}`);
  for (const topic of [...consumedTopics, topics.session]) {
    const byKey = Map.groupBy(
      (await readRecords(at.urls.kafka, topic)).filter(({ value }) => value),
      ({ key }) => key!.toString(),
    );
    for (let i = 0; i < AGAIN; i++) {
      const messages = interleaved(byKey).map(({ key, value, partition, headers }) => ({
        key,
        value,
        partition,
        ...(headers && { headers }),
      }));
      for (let from = 0; from < messages.length; from += MESSAGE_BATCH_SIZE)
        await producer.send({ topic, acks: -1, messages: messages.slice(from, from + MESSAGE_BATCH_SIZE) });
    }
  }
  await audit(households, SETTLED_MS);
  await settled(SETTLED_MS);
  assert.deepEqual({ mails: await mails(), inboxes: await inboxes() }, before);
});

/** The records of all keys mixed, those of one key in their order. */
function interleaved<Record>(byKey: ReadonlyMap<string, readonly Record[]>): Record[] {
  const turns = shuffled(
    next,
    [...byKey].flatMap(([key, records]) => records.map(() => key)),
  );
  const at = new Map<string, number>();
  return turns.map((key) => {
    const i = at.get(key) ?? 0;
    at.set(key, i + 1);
    return byKey.get(key)![i]!;
  });
}

test('a poison event is dead-lettered with its cause, and later events are applied', async () => {
  const { partition, key } = (await readRecords(at.urls.kafka, topics.transaction)).find(
    (record) => record.key?.toString() === households[0]!.id,
  )!;
  const [sent] = await producer.send({
    topic: topics.transaction,
    acks: -1,
    messages: [{ key, value: POISON, partition }],
  });
  await households[0]!.write();
  await audit(households, SETTLED_MS);
  const offset = sent!.baseOffset!;
  const place = `${topics.transaction}/${partition}/${offset}`;
  for (const { name, consumes } of services.filter((one) =>
    (one.consumes as readonly string[]).includes(topics.transaction),
  )) {
    assert.ok(consumes.length > 0);
    const dead = await until(`${name} to set it aside`, async () =>
      (await readRecords(at.urls.kafka, deadTopic(topics.transaction, name))).find(
        ({ headers }) =>
          headers?.['offset']?.toString() === offset && headers?.['partition']?.toString() === String(partition),
      ),
    );
    assert.deepEqual(dead.value, POISON);
    assert.match(dead.headers!['cause']!.toString(), /cannot be decoded/);
  }
  assert.deepEqual(await incomplete(households[0]!), { balances: true, budgets: true, reports: true });
  assert.deepEqual(await incomplete(households[1]!), { balances: false, budgets: false, reports: false });
  const shown = melo('dlq-list', 'reports');
  assert.match(shown, new RegExp(`${place} is not applied: cannot be decoded`));
  // Nothing was mended, so it still waits after another try.
  assert.match(melo('dlq-redrive', 'reports'), new RegExp(`${place} is not applied: `));
  assert.equal(melo('dlq-list', 'reports'), shown);
  // It never was an event: an operator discards it, and the figures are complete again.
  for (const { name, consumes } of services)
    if ((consumes as readonly string[]).includes(topics.transaction)) melo('dlq-discard', name, place);
  assert.deepEqual(await incomplete(households[0]!), { balances: false, budgets: false, reports: false });
  assert.doesNotMatch(melo('dlq-list', 'reports'), new RegExp(`/${partition}/${offset} is not applied`));
});

/** Whose figures say that they miss something. */
async function incomplete({ person, accounts, budgetId }: Household): Promise<Record<string, boolean>> {
  const range = { fromDate: today.with({ day: 1 }).toString(), toDate: today.toString() };
  const [{ balances }, { statuses }, spending] = await Promise.all([
    person.accounts.batchGetBalances({ ids: accounts }),
    person.budgets.batchGetBudgetStatuses({ ids: [budgetId] }),
    person.reports.getSpendingByCategory(range),
  ]);
  return {
    balances: balances.every((balance) => balance.incomplete),
    budgets: statuses.every((status) => status.incomplete),
    reports: spending.incomplete,
  };
}

/** What a command of the launcher prints. */
function melo(...args: string[]): string {
  const main = join(checkout, 'infra/local/cli/main.ts');
  const { stdout, stderr, status } = spawnSync(process.execPath, [main, ...args], { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  return stdout;
}
