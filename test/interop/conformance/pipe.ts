/** Messages on standard input and output: each follows its length, four bytes, big-endian. */
import { type DescMessage, fromBinary, type MessageShape, toBinary } from '@bufbuild/protobuf';

const LENGTH_BYTES = 4;

export async function* readMessages<Schema extends DescMessage>(schema: Schema): AsyncIterable<MessageShape<Schema>> {
  let bytes = Buffer.alloc(0);
  for await (const chunk of process.stdin) {
    bytes = Buffer.concat([bytes, chunk as Buffer]);
    while (bytes.length >= LENGTH_BYTES && bytes.length >= LENGTH_BYTES + bytes.readUInt32BE()) {
      const end = LENGTH_BYTES + bytes.readUInt32BE();
      yield fromBinary(schema, bytes.subarray(LENGTH_BYTES, end));
      bytes = bytes.subarray(end);
    }
  }
}

export function writeMessage<Schema extends DescMessage>(schema: Schema, message: MessageShape<Schema>): void {
  const body = toBinary(schema, message);
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32BE(body.length);
  process.stdout.write(Buffer.concat([length, body]));
}
