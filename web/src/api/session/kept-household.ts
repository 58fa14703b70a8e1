/**
 * The user and the households as this browser last saw them, until the session ends. Pages start with them and need not wait for
 * two calls before they can ask for their figures.
 */
import { type DescMessage, fromBinary, type MessageShape, toBinary } from '@bufbuild/protobuf';
import { base64Decode, base64Encode } from '@bufbuild/protobuf/wire';
import { KEPT_PREFIX } from './session-state.ts';

export function keep<Schema extends DescMessage>(schema: Schema, message: MessageShape<Schema>): void {
  localStorage.setItem(KEPT_PREFIX + schema.typeName, base64Encode(toBinary(schema, message)));
}

/** Undefined when nothing is kept, or when another version of the app wrote it. */
export function kept<Schema extends DescMessage>(schema: Schema): MessageShape<Schema> | undefined {
  const encoded = localStorage.getItem(KEPT_PREFIX + schema.typeName);
  if (encoded === null) return undefined;
  try {
    return fromBinary(schema, base64Decode(encoded));
  } catch {
    return undefined;
  }
}
