/** Every declared change is published or marked as not published; consumers halt at changes that they do not handle. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { create, type DescMessage, toBinary } from '@bufbuild/protobuf';
import { checkout } from '#infra/local/addresses.ts';
import { services } from '#infra/topology.ts';
import { topicOf } from '#kit/events/event.ts';
import { decodeEvent, type Subscription, UnknownChangeError } from '#kit/events/subscription.ts';
import { encodeWireFormat } from '#kit/events/wire-format.ts';
import { systemClock } from '#kit/values/dates.ts';
import { subscriptions as ofAccounts } from '../../services/accounts/consume.ts';
import { subscriptions as ofBudgets } from '../../services/budgets/consume.ts';
import { subscriptions as ofCategories } from '../../services/categories/consume.ts';
import { subscriptions as ofNotifications, replicating } from '../../services/notifications/consume.ts';
import { subscriptions as ofReports } from '../../services/reports/consume.ts';
import { subscriptions as ofTransactions } from '../../services/transactions/consume.ts';

const NOT_SENT = /not sent yet|no longer published/i;

/** The schema of each topic's events. */
const schemas = new Map<string, DescMessage>();
for (const file of globSync('gen/melo/**/*_event_pb.ts', { cwd: checkout })) {
  const exported: Readonly<Record<string, unknown>> = await import(join(checkout, file));
  for (const [name, value] of Object.entries(exported))
    if (name.endsWith('EventSchema')) schemas.set(topicOf(value as DescMessage), value as DescMessage);
}

/** The subscriptions as each consumer declares them; declaring needs no store. */
const none = {} as never;
const consumers: Readonly<Record<string, readonly Subscription[]>> = {
  accounts: ofAccounts(none, systemClock),
  budgets: ofBudgets(none, systemClock),
  categories: ofCategories(none, systemClock),
  notifications: ofNotifications({ store: none, clock: systemClock, publicUrl: '', wake: () => {} }),
  'notifications, copying': replicating(none),
  reports: ofReports(none),
  transactions: ofTransactions(none),
};

/** Changes that a consumer has nothing for, so that it halts at them. Whoever begins to send one begins here. */
const halting: Readonly<Record<string, readonly string[]>> = {
  budgets: ['categoryDeleted'],
  transactions: ['accountDeleted', 'categoryDeleted'],
  'notifications, copying': [],
};

const changesOf = (schema: DescMessage) => schema.oneofs.find(({ name }) => name === 'change')!.fields;

test('every consumer is checked on each of its topics', () => {
  for (const { name, consumes } of services.filter((service) => service.consumes.length > 0))
    assert.deepEqual(consumers[name]!.map(({ topic }) => topic).toSorted(), [...consumes].toSorted(), name);
});

for (const [name, subscriptions] of Object.entries(consumers)) {
  test(`${name}: a change that is not handled halts the consumer, and only the listed ones are not`, () => {
    const unhandled: string[] = [];
    for (const own of subscriptions) {
      for (const field of changesOf(own.schema)) {
        const change = { case: field.localName, value: create(field.message!) };
        const event = create(own.schema, { eventId: randomUUID(), change } as never);
        const decoded = decodeEvent(own, { value: encodeWireFormat(1, toBinary(own.schema, event)) });
        const isHandled = (own.handles as readonly string[]).includes(field.localName);
        assert.equal(decoded instanceof UnknownChangeError, !isHandled, field.localName);
        if (!isHandled) unhandled.push(field.localName);
      }
    }
    assert.deepEqual(unhandled.toSorted(), (halting[name] ?? []).toSorted());
  });
}

test('a change that no service publishes says so in the contract, and one that is published does not', () => {
  for (const { name, publishes } of services) {
    const sources = globSync(`services/${name}/**/*.ts`, { cwd: checkout })
      .filter((file) => !file.endsWith('.test.ts') && !file.includes('/testing/') && !file.endsWith('consume.ts'))
      .map((file) => readFileSync(join(checkout, file), 'utf8'))
      .join('\n');
    for (const topic of publishes) {
      const schema = schemas.get(topic)!;
      const proto = readFileSync(join(checkout, 'proto', `${schema.file.name}.proto`), 'utf8');
      for (const { name: field, localName } of changesOf(schema)) {
        const comment = new RegExp(`((?:^ +//.*\\n)+) +\\w+ ${field} = `, 'm').exec(proto)![1]!;
        const isPublished = sources.includes(`case: '${localName}'`);
        assert.equal(NOT_SENT.test(comment), !isPublished, `${topic} ${localName}`);
      }
    }
  }
});
