/** The tests' bench: the real gateway, and fakes of the real contracts on one socket as if it were the sidecar's way out. */
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

export async function createTestGateway(fakes: (router: ConnectRouter) => void, options: GuardOptions = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'mesh-'));
  const [egress, socket] = [join(folder, 'out.sock'), join(folder, 'mesh.sock')];
  const calls: Call[] = [];
  const note: Interceptor = (next) => (request) => {
    calls.push({ method: request.method, header: request.header, url: request.url, signal: request.signal });
    return next(request);
  };
  const services = createServer(
    connectNodeAdapter({ routes: fakes, interceptors: [note, createValidateInterceptor()] }),
  );
  const sessions = new Set<Http2Session>();
  services.on('session', (session) => sessions.add(session));
  await new Promise<void>((listening) => services.listen(egress, listening));

  const stopping = new AbortController();
  const log = createLog('mesh', process.env['MELO_LOG'] ?? 'silent');
  const supergraph = await readFile(new URL('../schema.graphql', import.meta.url), 'utf8');
  const gateway = await createGateway(supergraph, createUpstream(egress, stopping.signal), log, options);
  const server = await listen(socket, gateway, log);

  /** Sends a POST of JSON (unless `headers` or `method` say otherwise) and gives the response with its body unread. */
  const send = (body: string, headers: Record<string, string> = {}, method = 'POST', signal?: AbortSignal) =>
    new Promise<IncomingMessage>((answered, failed) => {
      const init = { socketPath: socket, path: '/graphql', method, ...(signal && { signal }) };
      const request = httpRequest({ ...init, headers: { 'content-type': 'application/json', ...headers } }, answered);
      request.on('error', failed);
      request.end(body);
    });

  return {
    calls,
    /** How often each method was called, by name. */
    counts: () =>
      Object.fromEntries(
        Map.groupBy(calls, ({ method }) => method.name)
          .entries()
          .map(([name, of]) => [name, of.length]),
      ),
    send,
    async ask(
      query: string,
      variables: object = {},
      headers: Record<string, string> = {},
    ): Promise<Answer & { status: number }> {
      const response = await send(JSON.stringify({ query, variables }), { accept: 'application/json', ...headers });
      return { ...(JSON.parse(await textOf(response)) as Answer), status: response.statusCode ?? 0 };
    },
    /** Events of a subscription, until the server completes it or the reader leaves. */
    async *watch(query: string, headers: Record<string, string> = {}): AsyncGenerator<Answer> {
      const response = await send(JSON.stringify({ query }), { accept: 'text/event-stream', ...headers });
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
    },
    stopStreams: () => stopping.abort(),
    async close(): Promise<void> {
      stopping.abort();
      for (const session of sessions) session.destroy();
      services.close();
      await server.close();
      await rm(folder, { recursive: true });
    },
  };
}

export async function textOf(response: IncomingMessage): Promise<string> {
  let text = '';
  for await (const part of response.setEncoding('utf8')) text += part;
  return text;
}
