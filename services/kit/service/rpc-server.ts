/** The HTTP/2 server of Connect routes: the fast path for unary calls, connect-node for all others. */
import { createServer, type Http2Server, type IncomingHttpHeaders, type ServerHttp2Stream } from 'node:http2';
import type { Interceptor } from '@connectrpc/connect';
import { connectNodeAdapter } from '@connectrpc/connect-node';
import { withDecodeErrorFields } from '../patches/connect-decode-errors.ts';
import { reflectionRoutes } from '../rpc/reflection.ts';
import type { Routes } from '../rpc/routes.ts';
import { collectUnaryMethods, type UnaryMethod } from '../rpc/unary/unary-methods.ts';
import { createUnaryServer } from '../rpc/unary/unary-server.ts';
import type { Logger } from '../telemetry/log.ts';

/** Longest duration of a call; its caller may ask for less. */
const MAX_TIMEOUT_MS = 60_000;
/** Longest request message; routes that take files raise it for themselves. */
const MAX_MESSAGE_BYTES = 1024 * 1024;
/** Responses are never compressed within the mesh, where bytes are cheaper than time; the edge compresses large ones. */
const COMPRESS_MIN_BYTES = Number.MAX_SAFE_INTEGER;

type StreamListener = (stream: ServerHttp2Stream, headers: IncomingHttpHeaders, ...rest: unknown[]) => void;

export type RpcServerOptions = { readonly routes: Routes; readonly interceptors: Interceptor[]; readonly log: Logger };

/** Also serves gRPC reflection of all contracts. */
export function createRpcServer({ routes, interceptors, log }: RpcServerOptions): Http2Server {
  const methods = new Map<string, UnaryMethod>();
  const server = createServer(
    connectNodeAdapter({
      routes: (router) => {
        reflectionRoutes(router);
        routes(collectUnaryMethods(withDecodeErrorFields(router), methods, MAX_MESSAGE_BYTES));
      },
      interceptors,
      readMaxBytes: MAX_MESSAGE_BYTES,
      maxTimeoutMs: MAX_TIMEOUT_MS,
      compressMinBytes: COMPRESS_MIN_BYTES,
    }),
  );
  const serveUnary = createUnaryServer({ methods, interceptors, log, maxTimeoutMs: MAX_TIMEOUT_MS });
  // Node makes its request and response objects in this listener; the fast path needs neither.
  const [serveAny] = server.listeners('stream') as StreamListener[];
  server.removeAllListeners('stream');
  server.on('stream', ((stream, headers, ...rest) => {
    if (!serveUnary(stream, headers)) serveAny?.call(server, stream, headers, ...rest);
  }) as StreamListener as Parameters<Http2Server['on']>[1]);
  return server;
}
