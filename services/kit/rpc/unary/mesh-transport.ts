/** Connect to another process of the mesh over one HTTP/2 connection. */
import type { Duplex } from 'node:stream';
import type { Interceptor, Transport } from '@connectrpc/connect';
import { createConnectTransport, Http2SessionManager } from '@connectrpc/connect-node';
import { createUnaryClient } from './unary-client.ts';

export type MeshTransportOptions = {
  /** The process that answers, by its name in the topology. */
  readonly target: string;
  /** Opens the connection, to the sidecar's egress socket outside of tests. */
  readonly connect: () => Duplex;
  readonly interceptors: Interceptor[];
  /** Longest response message in bytes. */
  readonly readMaxBytes?: number;
  /** For calls that name no timeout; none by default. */
  readonly defaultTimeoutMs?: number;
};

const MAX_RESPONSE_BYTES = 0xffffffff;

/** Unary calls take the fast path, streams go through connect-node. Both share the connection. */
export function createMeshTransport(options: MeshTransportOptions): Transport {
  const { target, connect, interceptors, readMaxBytes = MAX_RESPONSE_BYTES, defaultTimeoutMs } = options;
  const baseUrl = `http://${target}`;
  const sessions = new Http2SessionManager(baseUrl, undefined, { createConnection: connect });
  const { stream } = createConnectTransport({
    httpVersion: '2',
    baseUrl,
    sessionManager: sessions,
    useBinaryFormat: true,
    // Within the mesh bytes are cheaper than the time to compress them.
    acceptCompression: [],
    readMaxBytes,
    interceptors,
    ...(defaultTimeoutMs !== undefined && { defaultTimeoutMs }),
  });
  return { stream, unary: createUnaryClient({ sessions, interceptors, readMaxBytes, defaultTimeoutMs }) };
}
