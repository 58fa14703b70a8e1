/** A gateway for tests: the real one, with fakes of the real contracts on one socket as its egress. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { createServer, type Http2Session } from 'node:http2';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DescMethod } from '@bufbuild/protobuf';
import type { ConnectRouter, Interceptor } from '@connectrpc/connect';
import { connectNodeAdapter } from '@connectrpc/connect-node';
import { createValidateInterceptor } from '@connectrpc/validate';
import { createLog } from '#kit/telemetry/log.ts';
import { createGateway } from '../runtime/gateway.ts';
import type { GuardOptions } from '../runtime/guard.ts';
import { listen } from '../runtime/http.ts';
import { createUpstream } from '../runtime/upstream.ts';

type Answer = {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly {
    readonly message: string;
    readonly path?: unknown[];
    readonly extensions: Record<string, unknown>;
  }[];
};
export type Call = {
  readonly method: DescMethod;
  readonly header: Headers;
  readonly url: string;
  readonly signal: AbortSignal;
};
export type TestGateway = Awaited<ReturnType<typeof createTestGateway>>;

/** Starts the gateway; `fakes` are the services behind it. */
export async function createTestGateway(fakes: (router: ConnectRouter) => void, options: GuardOptions = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'mesh-'));
  const [egress, socket] = [join(folder, 'out.sock'), join(folder, 'mesh.sock')];
  const services = await startServices(egress, fakes);
  const stopping = new AbortController();
  const log = createLog('mesh', process.env['MELO_LOG'] ?? 'silent');
  const supergraph = await readFile(new URL('../schema.graphql', import.meta.url), 'utf8');
  const gateway = await createGateway(supergraph, createUpstream(egress, stopping.signal), log, options);
  const server = await listen(socket, gateway, log);
  const send: Send = (body, options) => post(socket, body, options);

  return {
    calls: services.calls,
    /** How often each method was called, by name. */
    counts: () =>
      Object.fromEntries(
        Map.groupBy(services.calls, ({ method }) => method.name)
          .entries()
          .map(([name, of]) => [name, of.length]),
      ),
    send,
    ask: (query: string, variables: object = {}, headers: Record<string, string> = {}) =>
      ask(send, { query, variables }, headers),
    /** Events of a subscription, until the server completes it or the reader leaves. */
    watch: (query: string, headers: Record<string, string> = {}) => watch(send, query, headers),
    stopStreams: () => stopping.abort(),
    async close(): Promise<void> {
      stopping.abort();
      services.close();
      await server.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** The fakes on one socket, as if it were the sidecar's egress. */
async function startServices(socket: string, fakes: (router: ConnectRouter) => void) {
  const calls: Call[] = [];
  const record: Interceptor = (next) => (request) => {
    calls.push({ method: request.method, header: request.header, url: request.url, signal: request.signal });
    return next(request);
  };
  const interceptors = [record, createValidateInterceptor()];
  const server = createServer(connectNodeAdapter({ routes: fakes, interceptors }));
  const sessions = new Set<Http2Session>();
  server.on('session', (session) => sessions.add(session));
  await new Promise<void>((listening) => server.listen(socket, listening));
  return {
    calls,
    close(): void {
      for (const session of sessions) session.destroy();
      server.close();
    },
  };
}

type SendOptions = { headers?: Record<string, string>; method?: string; signal?: AbortSignal };
type Send = (body: string, options?: SendOptions) => Promise<IncomingMessage>;

/** Sends JSON by POST unless `options` say otherwise. Returns the response with its body unread. */
const post = (socketPath: string, body: string, { headers, method = 'POST', signal }: SendOptions = {}) =>
  new Promise<IncomingMessage>((responded, failed) => {
    const init = { socketPath, path: '/graphql', method, ...(signal && { signal }) };
    const request = httpRequest({ ...init, headers: { 'content-type': 'application/json', ...headers } }, responded);
    request.on('error', failed);
    request.end(body);
  });

async function ask(
  send: Send,
  operation: object,
  headers: Record<string, string>,
): Promise<Answer & { status: number }> {
  const response = await send(JSON.stringify(operation), { headers: { accept: 'application/json', ...headers } });
  return { ...(JSON.parse(await textOf(response)) as Answer), status: response.statusCode ?? 0 };
}

async function* watch(send: Send, query: string, headers: Record<string, string>): AsyncGenerator<Answer> {
  const response = await send(JSON.stringify({ query }), { headers: { accept: 'text/event-stream', ...headers } });
  let rest = '';
  for await (const part of response.setEncoding('utf8')) {
    rest += part;
    const blocks = rest.split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const data = /^data: ?(.+)$/m.exec(block)?.[1];
      if (/^event: next$/m.test(block) && data) yield JSON.parse(data) as Answer;
    }
  }
}

export async function textOf(response: IncomingMessage): Promise<string> {
  let text = '';
  for await (const part of response.setEncoding('utf8')) text += part;
  return text;
}
