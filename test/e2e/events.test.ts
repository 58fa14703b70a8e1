/** Every event is decoded by a consumer that knows only the registry and the topic. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { until } from '#infra/local/demo/api-client.ts';
import { topics } from '#infra/topology.ts';
import { type Decoded, readTopicAsForeignConsumer } from '../fixtures/registry-consumer.ts';
import { at, eur, newHousehold, spend } from './household.ts';

const changesOf = (all: readonly Decoded[]): string[] => all.map(({ event }) => String(event['change']));

test('a foreign consumer decodes every event through the registry', async () => {
  const { person, categories, checking } = await newHousehold('events');
  const groceries = categories.get('Groceries')!;
  const budget = {
    name: 'B',
    currencyCode: 'EUR',
    lines: [{ name: 'G', categoryIds: [groceries], limit: eur(1_000n), thresholdPercents: [50] }],
  };
  await until('the categories in budgets', () =>
    person.budgets.createBudget({ budget, requestId: randomUUID() }).then(
      () => true,
      () => false,
    ),
  );
  const made = await spend(person, {
    accountId: checking,
    categoryId: groceries,
    minorUnits: -900n,
    payee: 'Exact Ltd',
  });
  const mask = { paths: ['note'] };
  await person.transactions.updateTransaction({
    id: made.id,
    transaction: { note: 'changed' },
    updateMask: mask,
    requestId: randomUUID(),
  });
  await person.transactions.deleteTransaction({ id: made.id, requestId: randomUUID() });
  await person.transactions.restoreTransaction({ id: made.id, requestId: randomUUID() });
  await person.users.updateMe({ user: { name: 'Renamed' }, updateMask: { paths: ['name'] }, requestId: randomUUID() });

  const expected: Record<string, string[]> = {
    [topics.user]: ['account_mail_requested', 'user_created', 'user_updated'],
    [topics.household]: ['household_created'],
    [topics.category]: ['category_created'],
    [topics.account]: ['account_created'],
    [topics.balance]: ['balance_changed'],
    [topics.transaction]: ['transaction_created', 'transaction_updated', 'transaction_deleted', 'transaction_restored'],
    [topics.budget]: ['budget_created', 'budget_threshold_exceeded'],
  };
  for (const [topic, changes] of Object.entries(expected)) {
    const all = await until(`${changes.join(', ')} on ${topic}`, async () => {
      const read = await readTopicAsForeignConsumer(at.urls.registry, at.urls.kafka, topic);
      return changes.every((change) => changesOf(read).includes(change)) && read;
    });
    const sequences = all.map(({ event }) => String(event['sequence']));
    assert.equal(new Set(sequences).size, sequences.length, `${topic} repeats a sequence`);
  }
  const ledger = await readTopicAsForeignConsumer(at.urls.registry, at.urls.kafka, topics.transaction);
  const own = ledger.filter(({ event }) => JSON.stringify(event).includes(made.id));
  assert.deepEqual(changesOf(own), [
    'transaction_created',
    'transaction_updated',
    'transaction_deleted',
    'transaction_restored',
  ]);
  assert.ok(own.every(({ key }) => key === made.householdId));
  const created = own[0]!.event['transaction_created'] as { after: { amount: { minor_units: string } } };
  assert.equal(created.after.amount.minor_units, '-900');
});
