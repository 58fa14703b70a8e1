import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { type Collection, MongoClient } from 'mongodb';
import { GetBudgetResponseSchema } from '#gen/melo/budgets/v1/budget_service_pb.ts';
import { addresses } from '#infra/local/addresses.ts';
import { errors } from '../../rpc/errors.ts';
import { systemWriteContext, type WriteContext } from '../../rpc/write-context.ts';
import { systemClock } from '../../values/dates.ts';
import { DuplicateRequestError } from '../idempotency.ts';
import { type MongoIdempotency, mongoIdempotency, type Written } from './idempotency.ts';

type Row = { _id: string; written?: Written[] };
type RequestRow = { _id: string; create_time: Date };

const client = new MongoClient(addresses().urls.mongodb, { retryWrites: false });
const db = client.db(`test_${randomUUID().replaceAll('-', '')}`);
const rows: Collection<Row> = db.collection('row');
const kept: Collection<RequestRow> = db.collection('request');
let requests: MongoIdempotency;

before(async () => {
  requests = mongoIdempotency(db, 'row');
  await requests.migrate();
});
after(async () => {
  await db.dropDatabase();
  await client.close();
});

const answerOf = (name: string) => create(GetBudgetResponseSchema, { budget: { name } });
const writeOf = (requestId: string): WriteContext => ({
  ...systemWriteContext(systemClock),
  idempotencyKey: {
    scope: 'one',
    requestId,
    hash: 'same',
    encode: (answer) => toBinary(GetBudgetResponseSchema, answer as never),
  },
});
const insert = (name: string) => async (written: Written | undefined) =>
  void (await rows.insertOne({ _id: name, ...(written && { written: [written] }) }));
const found = async (write: WriteContext) => {
  const first = await requests.find(write.idempotencyKey!);
  return first && fromBinary(GetBudgetResponseSchema, first.response).budget!.name;
};
/** As if the first attempt had hung for long. */
const longAgo = (requestId: string) =>
  kept.updateOne({ _id: `one|${requestId}` }, { $set: { create_time: new Date(Date.now() - 60_000) } });

test('of an attempt that hangs and another that takes over, one writes, and its answer is given', async () => {
  for (const hangingIsFirst of [true, false]) {
    const write = writeOf(randomUUID());
    const [slow, quick] = [randomUUID(), randomUUID()];
    const gate = Promise.withResolvers<void>();
    const reserved = Promise.withResolvers<void>();
    const hanging = requests.once(write, answerOf(slow), async (written) => {
      reserved.resolve();
      await gate.promise;
      await insert(slow)(written);
    });
    const settled = Promise.allSettled([hanging]);
    await reserved.promise;
    await longAgo(write.idempotencyKey!.requestId);
    const takingOver = requests.once(write, answerOf(quick), async (written) => {
      if (hangingIsFirst) {
        gate.resolve();
        await settled;
      }
      await insert(quick)(written);
    });
    const [second] = await Promise.allSettled([takingOver]);
    gate.resolve();
    const [first] = await settled;
    const [winner, loser] = hangingIsFirst ? [first!, second!] : [second!, first!];
    assert.equal(winner.status, 'fulfilled');
    assert.ok(loser.status === 'rejected' && loser.reason instanceof DuplicateRequestError);
    assert.equal(await rows.countDocuments({ _id: { $in: [slow, quick] } }), 1);
    assert.equal(await found(write), hangingIsFirst ? slow : quick);
  }
});

test('a refusal frees its request id, but not that of another attempt', async () => {
  const write = writeOf(randomUUID());
  const rejected = (work: () => Promise<unknown>) =>
    requests.once(write, answerOf('refused'), async () => {
      await work();
      throw errors.etagMismatch('row');
    });
  await assert.rejects(
    rejected(async () => {}),
    /changed meanwhile/,
  );
  assert.equal(await kept.countDocuments({ _id: `one|${write.idempotencyKey!.requestId}` }), 0);
  const other = randomUUID();
  await assert.rejects(
    rejected(async () => {
      await longAgo(write.idempotencyKey!.requestId);
      await requests.once(write, answerOf(other), insert(other));
    }),
    /changed meanwhile/,
  );
  assert.equal(await found(write), other);
  await assert.rejects(requests.once(write, answerOf('again'), insert('again')), DuplicateRequestError);
});

test('a reservation that is young belongs to who made it', async () => {
  const write = writeOf(randomUUID());
  const inner = requests.once(write, answerOf('outer'), async (written) => {
    await assert.rejects(requests.once(write, answerOf('inner'), insert('inner')), DuplicateRequestError);
    await insert(randomUUID())(written);
  });
  assert.equal((await inner).budget!.name, 'outer');
});
