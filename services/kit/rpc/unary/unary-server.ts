/**
 * The fast path of the server: unary calls in Connect's binary encoding are answered straight on the HTTP/2 stream, through
 * the same interceptors. connect-node serves all other calls: streams, JSON, gRPC, gRPC-Web, GET and compressed requests.
 * A small call costs about half of the CPU that it costs there, because nothing is converted to web Headers, Request, URL or
 * async iterables. `unary-server.test.ts` holds the answers against those of connect-node, byte for byte.
 */
import { constants, type IncomingHttpHeaders, type ServerHttp2Stream } from 'node:http2';
import { create } from '@bufbuild/protobuf';
import { Code, ConnectError, type Interceptor, type UnaryResponse } from '@connectrpc/connect';
import { createMethodSerializationLookup, mergeNonProtocolHeaders } from '@connectrpc/connect/protocol';
import { codeToHttpStatus, errorToJsonBytes } from '@connectrpc/connect/protocol-connect';
import type { Logger } from '../../telemetry/log.ts';
import { readBody, resetError } from './body.ts';
import { CallEnd } from './call-end.ts';
import { chain, type Invoke } from './chain.ts';
import { NodeHeaders } from './node-headers.ts';
import { contextOf, PROTO_TYPE, UnaryCall } from './unary-call.ts';
import type { UnaryMethod, UnaryMethods } from './unary-methods.ts';

export type UnaryServerOptions = {
  readonly methods: UnaryMethods;
  readonly interceptors: readonly Interceptor[];
  /** Longest timeout that a caller may ask for. */
  readonly maxTimeoutMs: number;
  readonly log: Logger;
};

/** Serves the stream and returns true, if the call is one of the fast path. */
export type UnaryServer = (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => boolean;

const TIMEOUT = /^\d{1,10}$/;
const MAX_RESPONSE_BYTES = 0xffffffff;

export function createUnaryServer(options: UnaryServerOptions): UnaryServer {
  const endpoints = new Map([...options.methods].map(([path, method]) => [path, createEndpoint(method, options)]));
  return (stream, headers) => {
    const endpoint = endpoints.get(headers[':path'] ?? '');
    if (!endpoint || !isFast(headers, options.maxTimeoutMs)) return false;
    endpoint(stream, headers).catch((error: unknown) => {
      options.log.error({ event: 'response_failed', err: error }, 'A response cannot be sent; its stream is reset.');
      stream.close(constants.NGHTTP2_INTERNAL_ERROR);
    });
    return true;
  };
}

/** Whether the call needs nothing that only connect-node does, such as its errors of the protocol. */
function isFast(headers: IncomingHttpHeaders, maxTimeoutMs: number): boolean {
  if (headers[':method'] !== 'POST' || headers['content-type'] !== PROTO_TYPE) return false;
  if (headers['content-encoding'] !== undefined) return false;
  const timeout = headers['connect-timeout-ms'] as string | undefined;
  return timeout === undefined || (TIMEOUT.test(timeout) && Number(timeout) <= maxTimeoutMs);
}

type Answer = { readonly status: number; readonly body: Uint8Array };

function createEndpoint(endpoint: UnaryMethod, { interceptors }: UnaryServerOptions) {
  const { method, readMaxBytes } = endpoint;
  const limits = { readMaxBytes, writeMaxBytes: MAX_RESPONSE_BYTES };
  const serialization = createMethodSerializationLookup(method, undefined, undefined, limits);
  const invoke = chain(interceptors, implementationOf(endpoint));

  async function answer(call: UnaryCall, stream: ServerHttp2Stream): Promise<Answer> {
    try {
      const promisedBytes = Number(call.header.get('content-length') ?? 0);
      call.message = serialization.getI(true).parse(await readBody(stream, readMaxBytes, promisedBytes));
      const response = await invoke(call);
      call.takeMetadata(response);
      return { status: 200, body: serialization.getO(true).serialize(response.message) };
    } catch (error) {
      return errorAnswer(call, error);
    }
  }

  return async (stream: ServerHttp2Stream, headers: IncomingHttpHeaders): Promise<void> => {
    const timeout = headers['connect-timeout-ms'];
    const end = new CallEnd(timeout === undefined ? undefined : Number(timeout));
    const call = new UnaryCall(method, new NodeHeaders(headers), end);
    // A stream that breaks also closes; without a listener its error would end the process.
    stream.on('error', () => {});
    stream.once('close', () => end.end(resetError(stream.rstCode)));
    const { status, body } = await answer(call, stream);
    end.end();
    respond(stream, call, { status, body });
  };
}

/** The implementation as the innermost interceptor calls it. */
const implementationOf =
  ({ handle, method }: UnaryMethod): Invoke =>
  async (request) => {
    const context = contextOf(request);
    const message = create(method.output, (await handle(request.message, context)) as never);
    const { responseHeader: header, responseTrailer: trailer } = context;
    return { stream: false, service: method.parent, method, message, header, trailer } as UnaryResponse;
  };

/** The error as Connect's unary protocol sends it: JSON under an HTTP status. */
function errorAnswer({ responseHeader }: UnaryCall, thrown: unknown): Answer {
  const error =
    thrown instanceof ConnectError
      ? thrown
      : new ConnectError('internal error', Code.Internal, undefined, undefined, thrown);
  responseHeader.set('content-type', 'application/json');
  if (!(error as { isWireError?: boolean }).isWireError) mergeNonProtocolHeaders(responseHeader, error.metadata);
  return { status: codeToHttpStatus(error.code), body: errorToJsonBytes(error, undefined) };
}

function respond(stream: ServerHttp2Stream, call: UnaryCall, { status, body }: Answer): void {
  const { responseHeader, responseTrailer } = call;
  if (stream.destroyed || stream.closed) return;
  responseHeader.set('content-length', String(body.byteLength));
  // The rest of a request that was too large is not read.
  if (!stream.readableEnded) stream.once('finish', () => stream.close(constants.NGHTTP2_NO_ERROR));
  stream.respond(responseHeader.toNodeResponse(status, responseTrailer));
  stream.end(body);
}
