/** Bytes of a bank's file as text, by the encoding that was declared, in pieces so that no file is held twice. */
import { FileEncoding } from '#gen/melo/transactions/v1/import_pb.ts';
import { byteEncodings, recogniseBytes } from './encodings.ts';

/** Bytes decoded at once. */
const CHUNK_BYTES = 64 * 1024;
/** Bytes looked at to tell encodings apart. */
const SAMPLE_BYTES = 4096;

/** Thrown while decoding when the bytes are not of the declared encoding. */
export class EncodingError extends Error {}

/** The encoding a file shows: by its byte order mark, by its zero bytes, as UTF-8 where it is valid, else by its letters. */
export function recognise(content: Uint8Array): FileEncoding {
  const [first, second] = content;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return FileEncoding.UTF16;
  const sample = content.subarray(0, SAMPLE_BYTES);
  if (sample.filter((byte) => byte === 0).length > sample.length / 4) return FileEncoding.UTF16;
  return isUtf8(content) ? FileEncoding.UTF8 : recogniseBytes(content);
}

function isUtf8(content: Uint8Array): boolean {
  try {
    for (const _ of decode(content, FileEncoding.UTF8));
    return true;
  } catch {
    return false;
  }
}

/** The text in pieces, without a byte order mark. Errors: EncodingError when the bytes are not of the encoding. */
export function* decode(content: Uint8Array, encoding: FileEncoding): Generator<string> {
  const decoder = new TextDecoder(nameOf(content, encoding), { fatal: true });
  try {
    for (let at = 0; at < content.length; at += CHUNK_BYTES)
      yield decoder.decode(content.subarray(at, at + CHUNK_BYTES), { stream: true });
    yield decoder.decode();
  } catch (error) {
    throw error instanceof TypeError ? new EncodingError('not of this encoding') : error;
  }
}

function nameOf(content: Uint8Array, encoding: FileEncoding): string {
  if (encoding === FileEncoding.UTF8) return 'utf-8';
  const byte = byteEncodings.find(([known]) => known === encoding);
  if (byte) return byte[1];
  return isBigEndian(content) ? 'utf-16be' : 'utf-16le';
}

/** By the byte order mark; without one most characters of a bank's file have a zero as their upper byte. */
function isBigEndian(content: Uint8Array): boolean {
  const [first, second] = content;
  if (first === 0xff && second === 0xfe) return false;
  if (first === 0xfe && second === 0xff) return true;
  const zeros = [0, 0];
  for (const [at, byte] of content.subarray(0, SAMPLE_BYTES).entries()) if (byte === 0) zeros[at % 2]! += 1;
  return zeros[0]! > zeros[1]!;
}
