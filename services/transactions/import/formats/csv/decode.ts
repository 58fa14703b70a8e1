/** Decodes a bank's file in chunks, so that it is never in memory twice. */
import { FileEncoding } from '#gen/melo/transactions/v1/import_pb.ts';
import { byteEncodings, detectByteEncoding } from './encodings.ts';

/** Bytes decoded at once. */
const DECODE_BATCH_BYTES = 64 * 1024;
/** Bytes that are inspected to detect UTF-16. */
const SAMPLE_BYTES = 4096;

/** Thrown while decoding when the bytes are not of the declared encoding. */
export class EncodingError extends Error {}

/** Detects the encoding: by byte order mark, by zero bytes, as UTF-8 where it is valid, else by its letters. */
export function detectEncoding(content: Uint8Array): FileEncoding {
  const [first, second] = content;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return FileEncoding.UTF16;
  const sample = content.subarray(0, SAMPLE_BYTES);
  if (sample.filter((byte) => byte === 0).length > sample.length / 4) return FileEncoding.UTF16;
  return isUtf8(content) ? FileEncoding.UTF8 : detectByteEncoding(content);
}

function isUtf8(content: Uint8Array): boolean {
  try {
    for (const _ of decode(content, FileEncoding.UTF8));
    return true;
  } catch {
    return false;
  }
}

/** Yields the text in chunks, without a byte order mark. Errors: EncodingError when the bytes are not of the encoding. */
export function* decode(content: Uint8Array, encoding: FileEncoding): Generator<string> {
  const decoder = new TextDecoder(nameOf(content, encoding), { fatal: true });
  try {
    for (let at = 0; at < content.length; at += DECODE_BATCH_BYTES)
      yield decoder.decode(content.subarray(at, at + DECODE_BATCH_BYTES), { stream: true });
    yield decoder.decode();
  } catch (error) {
    throw error instanceof TypeError ? new EncodingError('the content is not in the declared encoding') : error;
  }
}

function nameOf(content: Uint8Array, encoding: FileEncoding): string {
  if (encoding === FileEncoding.UTF8) return 'utf-8';
  const byte = byteEncodings.find(([known]) => known === encoding);
  if (byte) return byte[1];
  return isBigEndian(content) ? 'utf-16be' : 'utf-16le';
}

/** By the byte order mark; without one, by the zero bytes, which are the upper bytes of most characters. */
function isBigEndian(content: Uint8Array): boolean {
  const [first, second] = content;
  if (first === 0xff && second === 0xfe) return false;
  if (first === 0xfe && second === 0xff) return true;
  const zeros = [0, 0];
  for (const [at, byte] of content.subarray(0, SAMPLE_BYTES).entries()) if (byte === 0) zeros[at % 2]! += 1;
  return zeros[0]! > zeros[1]!;
}
