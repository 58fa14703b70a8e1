/** One exchange on an HTTP/2 connection: the request is sent whole, the answer is read whole. */
import { type ClientHttp2Stream, constants, type IncomingHttpHeaders, type IncomingHttpStatusHeader } from 'node:http2';
import { Code, ConnectError } from '@connectrpc/connect';
import { closeError, readBody } from './body.ts';
import type { CallEnd } from './call-end.ts';

type ResponseHeaders = IncomingHttpHeaders & IncomingHttpStatusHeader;

export type Answer = { readonly headers: ResponseHeaders; readonly body: Uint8Array };

export type ExchangeOptions = { readonly maxBytes: number; readonly end: CallEnd };

/**
 * Sends `body` on a stream that may still wait for its connection.
 * Errors: the reason of an early end; errors of the connection under the codes that connect-node gives them.
 */
export function exchange(
  opening: Promise<ClientHttp2Stream>,
  body: Uint8Array,
  { maxBytes, end }: ExchangeOptions,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    let stream: ClientHttp2Stream | undefined;
    end.onEnd((reason) => {
      reject(reason);
      if (stream) close(stream, reason);
    });
    opening.then(
      (opened) => {
        stream = opened;
        opened.on('error', (error) => reject(connectionError(error)));
        if (end.isOver) close(opened, end.reason);
        else readAnswer(opened, maxBytes).then(resolve, reject);
        if (!opened.closed) opened.end(body);
      },
      (error: unknown) => reject(connectionError(error)),
    );
  });
}

async function readAnswer(stream: ClientHttp2Stream, maxBytes: number): Promise<Answer> {
  const headers = await responseHeaders(stream);
  try {
    return { headers, body: await readBody(stream, maxBytes, Number(headers['content-length'] ?? 0)) };
  } catch (error) {
    if (!stream.closed) stream.close(constants.NGHTTP2_CANCEL);
    throw error;
  }
}

const responseHeaders = (stream: ClientHttp2Stream): Promise<ResponseHeaders> =>
  new Promise((resolve, reject) => {
    const fail = () => reject(closeError(stream));
    stream.once('close', fail);
    stream.once('response', (headers) => {
      stream.off('close', fail);
      resolve(headers);
    });
  });

/** The code that tells the server why its answer is not wanted any more. */
function close(stream: ClientHttp2Stream, reason: unknown): void {
  const isCanceled = ConnectError.from(reason).code === Code.Canceled;
  stream.close(isCanceled ? constants.NGHTTP2_CANCEL : constants.NGHTTP2_INTERNAL_ERROR);
}

const CODES: Readonly<Record<string, Code>> = {
  ERR_STREAM_DESTROYED: Code.Aborted,
  ERR_HTTP2_INVALID_STREAM: Code.Aborted,
  ECONNRESET: Code.Aborted,
  ETIMEDOUT: Code.Unavailable,
  ENOTFOUND: Code.Unavailable,
  EAI_AGAIN: Code.Unavailable,
  ECONNREFUSED: Code.Unavailable,
};

/** An error of Node's HTTP/2 as a ConnectError, whose cause it is. */
function connectionError(error: unknown): ConnectError {
  if (error instanceof ConnectError) return error;
  const failure = ConnectError.from(error, CODES[(error as { code?: string }).code ?? ''] ?? Code.Internal);
  failure.cause = error;
  return failure;
}
