/**
 * The fast path of clients within the mesh: unary calls in Connect's binary encoding, straight on the HTTP/2 connection of
 * connect-node's session manager. Nothing is converted to web Headers, URLs, linked signals or async iterables.
 * `unary-client.test.ts` compares what is sent, and how answers are read, with connect-node.
 */
import type { DescMethodUnary } from '@bufbuild/protobuf';
import { appendHeaders, ConnectError, type Interceptor, type Transport, type UnaryResponse } from '@connectrpc/connect';
import { createClientMethodSerializers } from '@connectrpc/connect/protocol';
import {
  errorFromJsonBytes,
  trailerDemux,
  validateResponseWithCompression,
} from '@connectrpc/connect/protocol-connect';
import type { Http2SessionManager } from '@connectrpc/connect-node';
import { CallEnd } from './call-end.ts';
import { chain, type Invoke, pathOf } from './chain.ts';
import { ClientRequest, createRequestHeader } from './client-request.ts';
import { type Answer, exchange } from './exchange.ts';
import { NodeHeaders } from './node-headers.ts';
import { PROTO_TYPE } from './unary-call.ts';

export type UnaryClientOptions = {
  readonly sessions: Http2SessionManager;
  readonly interceptors: readonly Interceptor[];
  /** Longest response message in bytes. */
  readonly readMaxBytes: number;
  /** For calls that name no timeout; undefined for no deadline. */
  readonly defaultTimeoutMs?: number | undefined;
};

type Serializers = ReturnType<typeof createClientMethodSerializers>;

/** The `unary` of a transport. */
export function createUnaryClient(options: UnaryClientOptions): Transport['unary'] {
  const { sessions, interceptors, readMaxBytes, defaultTimeoutMs } = options;
  const serializers = new Map<DescMethodUnary, Serializers>();
  const serializersOf = (method: DescMethodUnary): Serializers => {
    const known = serializers.get(method) ?? createClientMethodSerializers(method, true);
    serializers.set(method, known);
    return known;
  };

  const send: Invoke = async (request) => {
    const { method, service, header, message, end } = request as ClientRequest;
    const { serialize, parse } = serializersOf(method);
    if (end.isOver) throw end.reason;
    const opening = sessions.request('POST', pathOf(method), header.toNode(), {});
    const answer = await exchange(opening, serialize(message), { maxBytes: readMaxBytes, end });
    return { stream: false, service, method, ...metadataOf(answer), message: parse(answer.body) };
  };
  const invoke = chain(interceptors, send);

  const unary: Transport['unary'] = async (method, signal, timeoutMs, header, input, contextValues) => {
    const limitMs = timeoutMs === undefined ? defaultTimeoutMs : timeoutMs <= 0 ? undefined : timeoutMs;
    const end = new CallEnd(limitMs);
    const unfollow = follow(signal, end);
    try {
      const parts = { header: createRequestHeader(header, limitMs), input, end, contextValues };
      const response = await invoke(new ClientRequest(method, parts as never));
      end.complete();
      return response as never;
    } catch (thrown) {
      const error = ConnectError.from(end.isOver ? end.reason : thrown);
      end.end(error);
      throw error;
    } finally {
      unfollow();
    }
  };
  return unary;
}

/** Ends the call when the caller's signal aborts. Returns a function that stops it. */
function follow(signal: AbortSignal | undefined, end: CallEnd): () => void {
  if (!signal) return () => {};
  const abort = () => end.end(signal.reason);
  if (signal.aborted) abort();
  else signal.addEventListener('abort', abort);
  return () => signal.removeEventListener('abort', abort);
}

/** Header and trailer of an answer. Errors: what the answer says, or that it is not one of the protocol. */
function metadataOf({ headers, body }: Answer): Pick<UnaryResponse, 'header' | 'trailer'> {
  const header = new NodeHeaders(headers);
  if (isPlain(headers)) return { header, trailer: new NodeHeaders() };
  const all = new Headers([...header]);
  const { isUnaryError, unaryError } = validateResponseWithCompression('unary', [], true, headers[':status'] ?? 0, all);
  const [inner, trailer] = trailerDemux(all);
  if (isUnaryError) throw errorFromJsonBytes(body, appendHeaders(inner, trailer), unaryError);
  return { header: inner, trailer };
}

/** Whether the answer is a message without trailing metadata, as almost all are. */
function isPlain(headers: Answer['headers']): boolean {
  if (headers[':status'] !== 200 || headers['content-type'] !== PROTO_TYPE) return false;
  if (headers['content-encoding'] !== undefined) return false;
  for (const name in headers) if (name.startsWith('trailer-')) return false;
  return true;
}
