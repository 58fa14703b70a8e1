/** Bytes that can be transferred to a worker thread. */

/** Size from which a copy would block the event loop noticeably. */
const LARGE_BYTES = 1024 * 1024;

/**
 * The bytes of a large request are transferred as they are: they have a buffer of their own and are not read again. Small ones are
 * copied, because they may share a buffer with others.
 */
export function transferableBytes(content: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer, byteLength } = content;
  const isAlone = buffer instanceof ArrayBuffer && buffer.byteLength - byteLength < LARGE_BYTES;
  return byteLength >= LARGE_BYTES && isAlone ? (content as Uint8Array<ArrayBuffer>) : content.slice();
}
