/** The body of a unary call on an HTTP/2 stream. */
import { constants, type Http2Stream } from 'node:http2';
import { Code, ConnectError } from '@connectrpc/connect';

/** A larger body is read in blocks of this size, so that calls of others are answered between them. */
const BLOCK_BYTES = 256 * 1024;

/** Pause after a block. */
const PAUSE_MS = 4;

/**
 * Reads the body whole, at most 64 MiB a second. The bytes have a buffer of their own, so that a handler may hand it to a worker.
 * Errors: RESOURCE_EXHAUSTED beyond `maxBytes`; `resetError` when the stream ends early.
 */
export function readBody(stream: Http2Stream, maxBytes: number, promisedBytes = 0): Promise<Uint8Array> {
  if (promisedBytes > maxBytes) return Promise.reject(tooLarge(`message size ${promisedBytes}`, maxBytes));
  return new Promise((resolve, reject) => {
    const body = new Body(promisedBytes);
    let pause: NodeJS.Timeout | undefined;
    const onData = (chunk: Buffer): void => {
      const block = Math.floor(body.size / BLOCK_BYTES);
      const size = body.size + chunk.length;
      if (size <= maxBytes) {
        body.add(chunk);
        if (Math.floor(size / BLOCK_BYTES) === block) return;
        stream.pause();
        pause = setTimeout(() => stream.resume(), PAUSE_MS);
        return;
      }
      clearTimeout(pause);
      stream.off('data', onData);
      stream.pause();
      reject(tooLarge('message size', maxBytes));
    };
    stream.on('data', onData);
    let isWhole = false;
    stream.once('end', () => {
      isWhole = true;
      resolve(body.bytes());
    });
    stream.once('close', () => {
      clearTimeout(pause);
      if (!isWhole) reject(closeError(stream));
    });
  });
}

const tooLarge = (what: string, maxBytes: number): ConnectError =>
  new ConnectError(`${what} is larger than configured readMaxBytes ${maxBytes}`, Code.ResourceExhausted);

/** Bytes as they arrive. A caller that promises more than it sends makes it hold four times what it sent, at most. */
class Body {
  size = 0;
  readonly #promised: number;
  #buffer: Uint8Array;

  constructor(promisedBytes: number) {
    this.#promised = promisedBytes;
    this.#buffer = new Uint8Array(Math.min(promisedBytes, BLOCK_BYTES));
  }

  add(chunk: Uint8Array): void {
    const size = this.size + chunk.length;
    if (size > this.#buffer.length) {
      const buffer = new Uint8Array(Math.max(size, Math.min(this.#promised || 2 * size, 4 * size)));
      buffer.set(this.bytes());
      this.#buffer = buffer;
    }
    this.#buffer.set(chunk, this.size);
    this.size = size;
  }

  bytes(): Uint8Array {
    return this.size === this.#buffer.length ? this.#buffer : this.#buffer.subarray(0, this.size);
  }
}

/** Code and name of the HTTP/2 errors that end a call, as gRPC maps them. */
const RESETS: ReadonlyMap<number, readonly [Code, string]> = new Map([
  [constants.NGHTTP2_PROTOCOL_ERROR, [Code.Internal, 'PROTOCOL_ERROR']],
  [constants.NGHTTP2_INTERNAL_ERROR, [Code.Internal, 'INTERNAL_ERROR']],
  [constants.NGHTTP2_FLOW_CONTROL_ERROR, [Code.Internal, 'FLOW_CONTROL_ERROR']],
  [constants.NGHTTP2_SETTINGS_TIMEOUT, [Code.Internal, 'SETTINGS_TIMEOUT']],
  [constants.NGHTTP2_FRAME_SIZE_ERROR, [Code.Internal, 'FRAME_SIZE_ERROR']],
  [constants.NGHTTP2_COMPRESSION_ERROR, [Code.Internal, 'COMPRESSION_ERROR']],
  [constants.NGHTTP2_CONNECT_ERROR, [Code.Internal, 'CONNECT_ERROR']],
  [constants.NGHTTP2_REFUSED_STREAM, [Code.Unavailable, 'REFUSED_STREAM']],
  [constants.NGHTTP2_CANCEL, [Code.Canceled, 'CANCEL']],
  [constants.NGHTTP2_ENHANCE_YOUR_CALM, [Code.ResourceExhausted, 'ENHANCE_YOUR_CALM']],
  [constants.NGHTTP2_INADEQUATE_SECURITY, [Code.PermissionDenied, 'INADEQUATE_SECURITY']],
  [constants.NGHTTP2_HTTP_1_1_REQUIRED, [Code.PermissionDenied, 'HTTP_1_1_REQUIRED']],
]);

/** The error of a stream that closed early. */
export const closeError = (stream: Http2Stream): ConnectError =>
  resetError(stream.rstCode) ?? new ConnectError('the stream closed', Code.Canceled);

/** The error of a stream that was reset. Undefined for a stream that ended as it should. */
export function resetError(rstCode: number | undefined): ConnectError | undefined {
  const [code, name] = RESETS.get(rstCode ?? 0) ?? [];
  if (code === undefined) return undefined;
  return new ConnectError(`http/2 stream closed with error code ${name} (0x${rstCode!.toString(16)})`, code);
}
