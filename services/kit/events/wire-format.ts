/** Confluent's wire format: magic 0, schema id, message index, protobuf bytes. */
import { BinaryReader, BinaryWriter } from '@bufbuild/protobuf/wire';

const MAGIC = 0;
const HEADER_BYTES = 5;
const SEQUENCE_FIELD = 2;

/** Frames the first message of a schema (message index [0], written as a single 0). */
export function encodeWireFormat(schemaId: number, payload: Uint8Array): Buffer {
  const header = Buffer.alloc(HEADER_BYTES + 1);
  header.writeUInt8(MAGIC, 0);
  header.writeInt32BE(schemaId, 1);
  return Buffer.concat([header, payload]);
}

/** Parses a frame; throws on anything else. */
export function decodeWireFormat(value: Uint8Array): { schemaId: number; payload: Uint8Array } {
  if (value.length <= HEADER_BYTES || value[0] !== MAGIC) throw new Error('not a frame of the schema registry');
  const schemaId = new DataView(value.buffer, value.byteOffset).getInt32(1);
  const reader = new BinaryReader(value.subarray(HEADER_BYTES));
  // A lone 0 stands for the path [0]; else a count and that many indexes follow, zigzag encoded.
  for (let left = reader.sint32(); left > 0; left--) reader.sint32();
  return { schemaId, payload: value.subarray(HEADER_BYTES + reader.pos) };
}

/** Sets field 2, the sequence, of an encoded event: in protobuf the last value of a field wins, so no schema is needed. */
export function stampSequence(payload: Uint8Array, sequence: bigint): Uint8Array {
  const stamp = new BinaryWriter().tag(SEQUENCE_FIELD, 0).uint64(sequence).finish();
  return Buffer.concat([payload, stamp]);
}
