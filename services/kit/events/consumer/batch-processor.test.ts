/** What a batch counts. The effects of batches are tested on real stores. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { create, toBinary } from '@bufbuild/protobuf';
import { metrics } from '@opentelemetry/api';
import { InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace';
import type { KafkaMessage } from 'kafkajs';
import { AccountEventSchema } from '#gen/melo/accounts/v1/account_event_pb.ts';
import { createLog } from '../../telemetry/log.ts';
import { startTelemetry } from '../../telemetry/telemetry.ts';
import { subscription } from '../subscription.ts';
import { encodeWireFormat } from '../wire-format.ts';
import { createBatchProcessor } from './batch-processor.ts';

const measurements: { readonly name: string; readonly value: number }[] = [];
const instrument = (name: string) => ({
  add: (value: number) => measurements.push({ name, value }),
  record: (value: number) => measurements.push({ name, value }),
});
const meter = { createCounter: instrument, createHistogram: instrument };
metrics.setGlobalMeterProvider({ getMeter: () => meter } as never);
const telemetry = startTelemetry('test', [new SimpleSpanProcessor({ exporter: new InMemorySpanExporter() })]);
after(() => telemetry.stop());

const consumed = subscription({
  schema: AccountEventSchema,
  handles: ['accountCreated'],
  apply: async () => {},
});
const processor = createBatchProcessor({
  process: 'test',
  checkpoints: {} as never,
  dead: {} as never,
  log: createLog('test', 'silent'),
});

const message = (offset: number, change: 'accountCreated' | 'accountDeleted'): KafkaMessage => {
  const event = create(AccountEventSchema, { sequence: BigInt(offset + 1), change: { case: change, value: {} } });
  const value = encodeWireFormat(1, toBinary(AccountEventSchema, event));
  return { key: null, value, offset: String(offset), timestamp: String(Date.now()), attributes: 0 } as KafkaMessage;
};

async function measuredBy(messages: readonly KafkaMessage[]): Promise<Record<string, number>> {
  measurements.length = 0;
  await processor.apply(consumed, {
    topic: consumed.topic,
    partition: 0,
    messages,
    checkpoint: undefined,
    permanentFailures: 0,
  });
  return Object.fromEntries(measurements.map(({ name, value }) => [name, value]));
}

test('the events before a change that this process does not know are counted, the others are not', async () => {
  const known = [message(0, 'accountCreated'), message(1, 'accountCreated')];
  const counted = await measuredBy([...known, message(2, 'accountDeleted'), message(3, 'accountCreated')]);
  assert.equal(counted['melo.consumer.events'], 2);
  assert.ok(counted['melo.consumer.delay']! >= 0);
});

test('a partition that halts at its first event counts nothing, however often it is tried', async () => {
  assert.deepEqual(await measuredBy([message(2, 'accountDeleted')]), {});
});
