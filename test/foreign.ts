/** A consumer that knows only the registry's address and a topic's name: Confluent's frame, the schema by id, protobufjs. */
import protobuf from 'protobufjs';
import { readRecords } from './records.ts';

type Reference = { name: string; subject: string; version: number };
type Schema = { schema: string; references?: Reference[] };

export type Decoded = {
  readonly key: string | undefined;
  readonly schemaId: number;
  readonly event: Record<string, unknown>;
};

/** Reads a topic from its start to its end of now, decoding every value through the registry. */
export async function readTopic(registryUrl: string, brokers: string, topic: string): Promise<Decoded[]> {
  const types = new Map<number, protobuf.Type>();
  const decoded: Decoded[] = [];
  for (const { key, value } of await readRecords(brokers, topic))
    if (value) decoded.push({ key: key?.toString(), ...(await decode(registryUrl, types, value)) });
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
