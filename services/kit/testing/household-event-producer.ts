/** Publishes events of households as a relay does, or as no relay would. */
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { BinaryWriter } from '@bufbuild/protobuf/wire';
import { HouseholdEventSchema } from '#gen/melo/users/v1/household_event_pb.ts';
import { openProducer } from '../events/kafka.ts';
import { encodeWireFormat } from '../events/wire-format.ts';
import type { OutboxEvent } from '../store/outbox.ts';
import { kafka, registry } from './kafka-fixture.ts';

export type HouseholdEventProducer = Awaited<ReturnType<typeof openHouseholdEventProducer>>;

export async function openHouseholdEventProducer() {
  const producer = openProducer(kafka);
  await producer.connect();
  let sequence = 0n;
  return {
    /** Publishes an event into one partition with the next sequence; `change` alters its bytes. Returns the record's value. */
    async publish(
      topic: string,
      event: OutboxEvent,
      partition = 0,
      change = (payload: Uint8Array): Uint8Array => payload,
    ): Promise<Buffer> {
      const message = fromBinary(HouseholdEventSchema, event.payload);
      message.sequence = ++sequence;
      const value = encodeWireFormat(await registry.schemaId(topic), change(toBinary(HouseholdEventSchema, message)));
      await producer.send({ topic, acks: -1, messages: [{ key: event.key, value, partition }] });
      return value;
    },
    /** Sends values as they are into the first partition. */
    send: (topic: string, values: readonly (Buffer | string)[]) =>
      producer.send({ topic, acks: -1, messages: values.map((value) => ({ value, partition: 0 })) }),
    lastSequence: (): bigint => sequence,
    close: (): Promise<void> => producer.disconnect(),
  };
}

/** Replaces the change of an event by one that no process knows. */
export function withUnknownChange(payload: Uint8Array): Uint8Array {
  const event = fromBinary(HouseholdEventSchema, payload);
  const known = toBinary(HouseholdEventSchema, create(HouseholdEventSchema, { ...event, change: { case: undefined } }));
  return Buffer.concat([known, new BinaryWriter().tag(99, 2).bytes(Buffer.from('unknown')).finish()]);
}
