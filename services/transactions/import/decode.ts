/** Bytes of a bank's file as text, by the encoding that was declared. */
import { FileEncoding } from '#gen/melo/transactions/v1/import_pb.ts';

/** The encoding a file shows: by its byte order mark, by its zero bytes, else UTF-8 where it is valid. */
export function recognise(content: Uint8Array): FileEncoding {
  const [first, second] = content;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return FileEncoding.UTF16;
  const sample = content.subarray(0, 4096);
  if (sample.filter((byte) => byte === 0).length > sample.length / 4) return FileEncoding.UTF16;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(content);
    return FileEncoding.UTF8;
  } catch {
    return FileEncoding.WINDOWS_1252;
  }
}

/** The text without a byte order mark; undefined when the bytes are not of the encoding. */
export function decode(content: Uint8Array, encoding: FileEncoding): string | undefined {
  const names = { [FileEncoding.UTF8]: 'utf-8', [FileEncoding.WINDOWS_1252]: 'windows-1252' } as const;
  const bigEndian = content[0] === 0xfe && content[1] === 0xff;
  const name = names[encoding as keyof typeof names] ?? (bigEndian ? 'utf-16be' : 'utf-16le');
  try {
    return new TextDecoder(name, { fatal: true }).decode(content);
  } catch {
    return undefined;
  }
}
