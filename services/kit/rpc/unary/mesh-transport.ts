/** Connect to another process of the mesh, through the sidecar's egress socket over one HTTP/2 connection. */
import { connect as connectSocket } from 'node:net';
import type { Interceptor, Transport } from '@connectrpc/connect';
import { createConnectTransport, Http2SessionManager } from '@connectrpc/connect-node';
import { createUnaryClient } from './unary-client.ts';

export type MeshTransportOptions = {
  /** The process that answers, by its name in the topology. */
  readonly target: string;
  /** Path of the sidecar's socket. */
  readonly egress: string;
  readonly interceptors: Interceptor[];
  /** Longest response message in bytes. */
  readonly readMaxBytes?: number;
  /** For calls that name no timeout; none by default. */
  readonly defaultTimeoutMs?: number;
};

const MAX_RESPONSE_BYTES = 0xffffffff;

/** Unary calls take the fast path, streams go through connect-node. Both share the connection. */
export function createMeshTransport(options: MeshTransportOptions): Transport {
  const { target, egress, interceptors, readMaxBytes = MAX_RESPONSE_BYTES, defaultTimeoutMs } = options;
  const baseUrl = `http://${target}`;
  const sessions = new Http2SessionManager(baseUrl, undefined, { createConnection: () => connectSocket(egress) });
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
