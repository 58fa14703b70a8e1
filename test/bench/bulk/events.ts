/** A long history of many households in the topic of transactions, published as the ledger's relay would. */
import { randomUUID } from 'node:crypto';
import { create, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import { Kafka, logLevel } from 'kafkajs';
import { TransactionEventSchema } from '#gen/melo/transactions/v1/transaction_event_pb.ts';
import { type TransactionSchema, TransactionStatus } from '#gen/melo/transactions/v1/transaction_pb.ts';
import type { Addresses } from '#infra/local/addresses.ts';
import { topics } from '#infra/topology.ts';
import { openPublisher, requestsOf } from '#kit/events/publisher.ts';
import { createSchemaRegistry } from '#kit/events/schema-registry.ts';
import type { StampedEvent } from '#kit/store/outbox.ts';
import { uuidv7 } from '#kit/values/ids.ts';
import { money } from '#kit/values/money.ts';
import { rawPool } from '../load.ts';

const HOUSEHOLDS = 48;
const ACCOUNTS = 3;
const CATEGORIES = 40;
/** Events of one round: of 20, 16 create, 3 update and 1 deletes. */
const ROUND = [...'ccccuccccuccccuccccd'] as ('c' | 'u' | 'd')[];
/** Events taken from the outbox at once. */
const BATCH = 500;
const FIRST_DAY = Temporal.PlainDate.from('2016-12-01');
const DAYS = 3650;

type Transaction = MessageInitShape<typeof TransactionSchema> & { id: string };
type Household = { readonly id: string; readonly accounts: string[]; readonly categories: string[]; last: Transaction };

/** Publishes so many events. Their sequences are taken from the ledger's relay, so that later events come after them. */
export async function publishHistory(at: Addresses, count: number): Promise<void> {
  const kafka = new Kafka({ brokers: [at.urls.kafka], clientId: 'bench', logLevel: logLevel.ERROR });
  const publisher = await openPublisher(kafka, createSchemaRegistry({ url: at.urls.registry }), [topics.transaction]);
  try {
    const first = await reserveSequences(at, count);
    const homes = Array.from({ length: HOUSEHOLDS }, newHousehold);
    for (let from = 0; from < count; from += BATCH) {
      const events = Array.from({ length: Math.min(BATCH, count - from) }, (_, i) =>
        eventOf(homes[(from + i) % HOUSEHOLDS]!, from + i, first + BigInt(from + i)),
      );
      for (const request of requestsOf(events)) await publisher.publish(request);
    }
  } finally {
    await publisher.close();
  }
}

async function reserveSequences(at: Addresses, count: number): Promise<bigint> {
  const pool = rawPool(at.urls.mariadb, 1);
  try {
    await pool.query('update relay set last_sequence = last_sequence + ? where id = 1', [count]);
    const [{ last }] = await pool.query('select cast(last_sequence as char) as last from relay where id = 1');
    return BigInt(last) - BigInt(count) + 1n;
  } finally {
    await pool.end();
  }
}

const ids = (count: number): string[] => Array.from({ length: count }, () => uuidv7());

const newHousehold = (): Household => ({
  id: uuidv7(),
  accounts: ids(ACCOUNTS),
  categories: ids(CATEGORIES),
  last: { id: '' },
});

function eventOf(home: Household, i: number, sequence: bigint): StampedEvent {
  // Households take turns, and so does what happens in each.
  const kind = home.last.id ? ROUND[Math.floor(i / HOUSEHOLDS) % ROUND.length]! : 'c';
  const before = home.last;
  const after = transactionOf(home, i, kind === 'c' ? uuidv7() : before.id);
  const change = {
    c: { case: 'transactionCreated', value: { after } },
    u: { case: 'transactionUpdated', value: { before, after } },
    d: { case: 'transactionDeleted', value: { before } },
  } as const;
  home.last = kind === 'd' ? { id: '' } : after;
  const event = create(TransactionEventSchema, {
    eventId: randomUUID(),
    sequence,
    occurTime: timestampFromMs(Date.now()),
    householdId: home.id,
    version: BigInt(i + 1),
    change: change[kind],
  });
  const { eventId } = event;
  const payload = toBinary(TransactionEventSchema, event);
  return { eventId, topic: topics.transaction, key: home.id, payload, traceparent: undefined };
}

function transactionOf(home: Household, i: number, id: string): Transaction {
  const amount = money('EUR', BigInt(-1 - (i % 5_000)));
  return {
    id,
    householdId: home.id,
    accountId: home.accounts[i % ACCOUNTS]!,
    postingDate: FIRST_DAY.add({ days: Math.floor(i / HOUSEHOLDS) % DAYS }).toString(),
    amount,
    payee: `Payee ${i % 500}`,
    status: TransactionStatus.CLEARED,
    lines: [{ categoryId: home.categories[i % CATEGORIES]!, amount }],
    createTime: timestampFromMs(Date.now()),
    etag: String(i + 1),
  };
}
