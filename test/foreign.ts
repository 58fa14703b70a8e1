/** A consumer that knows only the registry's address and a topic's name: Confluent's frame, the schema by id, protobufjs. */
import { randomUUID } from 'node:crypto';
import { Kafka, logLevel } from 'kafkajs';
import protobuf from 'protobufjs';

type Reference = { name: string; subject: string; version: number };
type Schema = { schema: string; references?: Reference[] };

export type Decoded = {
  readonly key: string | undefined;
  readonly schemaId: number;
  readonly event: Record<string, unknown>;
};

/** Reads a topic from its start to its end of now, decoding every value through the registry. */
export async function readTopic(registryUrl: string, brokers: string, topic: string): Promise<Decoded[]> {
  const kafka = new Kafka({ brokers: [brokers], logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  const ends = await admin.fetchTopicOffsets(topic);
  const groupId = `foreign-${randomUUID()}`;
  const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 200 });
  const left = new Set(ends.filter(({ high, low }) => BigInt(high) > BigInt(low)).map(({ partition }) => partition));
  const decoded: Decoded[] = [];
  const types = new Map<number, protobuf.Type>();
  const done = Promise.withResolvers<void>();
  if (left.size === 0) done.resolve();
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    eachMessage: async ({ partition, message }) => {
      try {
        if (message.value)
          decoded.push({ key: message.key?.toString(), ...(await decode(registryUrl, types, message.value)) });
      } catch (error) {
        done.reject(error);
      }
      const end = BigInt(ends.find((one) => one.partition === partition)!.high);
      if (BigInt(message.offset) + 1n >= end) left.delete(partition);
      if (left.size === 0) done.resolve();
    },
  });
  try {
    await done.promise;
  } finally {
    await consumer.disconnect();
    await admin.deleteGroups([groupId]).catch(() => {});
    await admin.disconnect();
  }
  return decoded;
}

async function decode(registryUrl: string, types: Map<number, protobuf.Type>, value: Buffer) {
  if (value[0] !== 0) throw new Error('no Confluent frame');
  const schemaId = value.readInt32BE(1);
  // A single 0 is the message index path [0]: the first message of the file.
  if (value[5] !== 0) throw new Error('not the first message of its file');
  const type = types.get(schemaId) ?? (await typeOf(registryUrl, schemaId));
  types.set(schemaId, type);
  const event = type.toObject(type.decode(value.subarray(6)), {
    longs: String,
    enums: String,
    oneofs: true,
    defaults: false,
  });
  return { schemaId, event };
}

async function typeOf(registryUrl: string, schemaId: number): Promise<protobuf.Type> {
  const root = new protobuf.Root();
  const answer = (await (await fetch(`${registryUrl}/schemas/ids/${schemaId}`)).json()) as Schema;
  const seen = new Set<string>();
  const add = async ({ schema, references = [] }: Schema) => {
    for (const { name, subject, version } of references) {
      if (seen.has(name)) continue;
      seen.add(name);
      const path = `${registryUrl}/subjects/${encodeURIComponent(subject)}/versions/${version}`;
      await add((await (await fetch(path)).json()) as Schema);
    }
    protobuf.parse(schema, root, { keepCase: true });
  };
  await add(answer);
  addWellKnown(root);
  root.resolveAll();
  const file = protobuf.parse(answer.schema, new protobuf.Root());
  const first = /^message (\w+)/m.exec(answer.schema)?.[1];
  return root.lookupType(`${file.package}.${first}`);
}

function addWellKnown(root: protobuf.Root): void {
  const common = protobuf.common.get('google/protobuf/timestamp.proto');
  if (common?.nested) root.addJSON(common.nested);
}
