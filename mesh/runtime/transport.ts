/** Mesh's transport of kind "connect": executes the gateway's requests to the subgraph by calls and batched links. */
import { randomUUID } from 'node:crypto';
import { create } from '@bufbuild/protobuf';
import {
  createSourceEventStream,
  type DocumentNode,
  type ExecutionResult,
  execute,
  GraphQLError,
  type GraphQLSchema,
  Kind,
} from 'graphql';
import type { Logger } from '#kit/telemetry/log.ts';
import type { OperationScope } from '../schema/schema.ts';
import { presentError } from './errors.ts';
import { createLinkLoader } from './links.ts';
import type { Caller, Upstream } from './upstream.ts';

/** Longest a query, a mutation or one event of a subscription may take, unless the way here allows less. */
const DEADLINE_MS = 10_000;

/** Headers of the client's request that go on to the services; traceparent is that of the span under way. */
const passedOn = ['authorization', 'x-request-id', 'x-forwarded-for', 'x-envoy-external-address'];

/** What the gateway hands over: a part of a client's operation. */
export type SubgraphRequest = {
  readonly document: DocumentNode;
  readonly variables?: Record<string, unknown>;
  readonly context?: { readonly request?: Request };
  readonly signal?: AbortSignal;
};
type Parts = { readonly graph: GraphQLSchema; readonly upstream: Upstream; readonly log: Logger };
type Answer = ExecutionResult | AsyncIterable<ExecutionResult>;

/** The executor of the subgraph. */
export function createExecutor(parts: Parts): (request: SubgraphRequest) => Promise<Answer> {
  return async (request) => {
    const args = { schema: parts.graph, document: request.document, variableValues: request.variables ?? {} };
    const caller = callerOf(request);
    const scope = () => scopeOf(parts.upstream, caller());
    const answer = async (rootValue?: unknown) =>
      presented(await execute({ ...args, rootValue, contextValue: scope() }), parts.log);
    if (!isSubscription(request.document)) return answer();
    const events = await createSourceEventStream({ ...args, contextValue: scope() });
    return Symbol.asyncIterator in events ? each(events, answer, parts.log) : presented(events, parts.log);
  };
}

/** Every event is executed with loaders of its own, so that a subscription never shows rows read before. */
async function* each(
  events: AsyncIterable<unknown>,
  answer: (event: unknown) => Promise<ExecutionResult>,
  log: Logger,
): AsyncIterable<ExecutionResult> {
  try {
    for await (const event of events) yield await answer(event);
  } catch (error) {
    const failed = new GraphQLError('The stream failed.', { originalError: error as Error });
    yield { data: null, errors: [presentError(failed, log)] };
  }
}

function presented(result: ExecutionResult, log: Logger): ExecutionResult {
  return result.errors ? { ...result, errors: result.errors.map((error) => presentError(error, log)) } : result;
}

function scopeOf(upstream: Upstream, caller: Caller): OperationScope {
  return {
    call: (method, request) => upstream.call(method, request, caller),
    stream: (method, request) => upstream.stream(method, request, caller),
    load: createLinkLoader((method, request) => upstream.call(method, create(method.input, request as never), caller)),
    newId: randomUUID,
  };
}

/** The caller, with the time that is left when it is read. */
function callerOf({ context, signal }: SubgraphRequest): () => Caller {
  const headers = context?.request?.headers;
  const header = passedOn.flatMap((name) => {
    const value = headers?.get(name);
    return value ? [[name, value]] : [];
  });
  const gone = new AbortController();
  // The gateway's signals are not native, so AbortSignal.any rejects them.
  for (const given of [signal, context?.request?.signal]) {
    if (given?.aborted) gone.abort();
    given?.addEventListener('abort', () => gone.abort(), { once: true });
  }
  const allowedMs = Number(headers?.get('x-envoy-expected-rq-timeout-ms')) || DEADLINE_MS;
  const parts = { header: Object.fromEntries(header), signal: gone.signal };
  return () => ({ ...parts, deadlineMs: performance.now() + Math.min(allowedMs, DEADLINE_MS) });
}

const isSubscription = (document: DocumentNode): boolean =>
  document.definitions.some(
    (definition) => definition.kind === Kind.OPERATION_DEFINITION && definition.operation === 'subscription',
  );
