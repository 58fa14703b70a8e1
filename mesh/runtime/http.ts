/** HTTP of the gateway on its Unix socket: POST /graphql with JSON, GET /healthz, and nothing else. */
import { chmod, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import type { GatewayRuntime } from '@graphql-hive/gateway-runtime';
import type { Logger } from '#kit/telemetry/log.ts';
import { record } from '#kit/telemetry/meter.ts';
import { inSpan, SpanKind } from '#kit/telemetry/telemetry.ts';

/** Longest request body. */
const MAX_BODY_BYTES = 1024 * 1024;
/** How long a client may take to send its request. */
const REQUEST_MS = 30_000;
/** Longer than the sidecar keeps an idle connection, so that it never sends into one that is being closed. */
const IDLE_MS = 2 * 60 * 60_000;
/** How long running requests may continue after the process was asked to stop. */
const DRAIN_MS = 10_000;

/** Listens on the socket; `close` lets requests under way finish. */
export async function listen(
  socket: string,
  gateway: GatewayRuntime,
  log: Logger,
): Promise<{ close(): Promise<void> }> {
  const server = createServer({ requestTimeout: REQUEST_MS, keepAliveTimeout: IDLE_MS }, (request, response) => {
    answer(gateway, request, response).catch((error: unknown) => {
      log.error({ event: 'request_failed', err: error }, 'A request failed.');
      response.destroy();
    });
  });
  await rm(socket, { force: true });
  await new Promise<void>((listening, failed) => server.once('error', failed).listen(socket, listening));
  await chmod(socket, 0o600);
  return {
    async close() {
      const closed = new Promise<void>((done) => server.close(() => done()));
      server.closeIdleConnections();
      const late = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
      await closed;
      clearTimeout(late);
      await gateway.dispose();
    },
  };
}

async function answer(gateway: GatewayRuntime, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = request.url?.split('?')[0];
  if (path === '/healthz') return end(response, 200, 'ok');
  if (path !== '/graphql') return end(response, 404, 'There is nothing here.');
  // Browsers send JSON across sites only after asking (CORS), which makes forged requests impossible.
  if (request.method !== 'POST') return end(response, 405, 'Send a POST.', { allow: 'POST' });
  if (!/^application\/(graphql\+)?json\b/.test(request.headers['content-type'] ?? ''))
    return end(response, 415, 'Send application/json.');
  const body = await read(request);
  if (body === undefined) return end(response, 413, `Send at most ${MAX_BODY_BYTES} bytes.`, { connection: 'close' });
  const started = performance.now();
  const parent = request.headers['traceparent'] as string | undefined;
  const attributes = { 'http.request.method': 'POST' };
  await inSpan({ name: 'POST /graphql', kind: SpanKind.SERVER, parent, attributes }, async () => {
    // Not the text itself: the gateway lists the keys of what it is given, which are all characters of a string.
    await gateway(Object.assign(request, { body: Readable.from([body]) }), response);
  });
  record('graphql.server.request.duration', (performance.now() - started) / 1000, {
    'http.response.status_code': response.statusCode,
  });
}

/** The body, or undefined when it is too long. */
async function read(request: IncomingMessage): Promise<Buffer | undefined> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > MAX_BODY_BYTES) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function end(response: ServerResponse, status: number, text: string, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', ...headers }).end(text);
}
