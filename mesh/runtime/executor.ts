/**
 * Executes operations on the graph of the contracts: a field is a call, links are batched. There is one subgraph, so the graph
 * is executed directly; delegating to it by stitching would plan and execute every operation twice.
 */
import { randomUUID } from 'node:crypto';
import { create } from '@bufbuild/protobuf';
import {
  createSourceEventStream,
  type DocumentNode,
  type ExecutionResult,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
} from 'graphql';
import type { Logger } from '#kit/telemetry/log.ts';
import type { OperationScope } from '../schema/schema.ts';
import { createExecute } from './compiled.ts';
import { presentError } from './errors.ts';
import { createLinkLoader } from './links.ts';
import type { Caller, Upstream } from './upstream.ts';

/** Longest a query, a mutation or one event of a subscription may take, unless the way here allows less. */
const DEADLINE_MS = 10_000;

/** Headers of the client's request that go on to the services; traceparent is that of the span under way. */
const passedOn = ['authorization', 'x-request-id', 'x-forwarded-for', 'x-envoy-external-address'];

/** A validated operation of a client. */
export type Operation = {
  readonly document: DocumentNode;
  readonly operationName?: string | null | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined;
  readonly context?: { readonly request?: Request } | undefined;
};
type Parts = { readonly graph: GraphQLSchema; readonly upstream: Upstream; readonly log: Logger };
type Answer = ExecutionResult | AsyncIterable<ExecutionResult>;

export type Executor = (operation: Operation) => Promise<Answer>;

export function createExecutor(parts: Parts): Executor {
  const execute = createExecute();
  return async ({ document, operationName, variables, context }) => {
    const operation = getOperationAST(document, operationName);
    const args = { schema: parts.graph, document, operationName, variableValues: variables ?? {} };
    const caller = callerOf(context?.request);
    const scope = () => scopeOf(parts.upstream, caller());
    const answer = async (rootValue?: unknown) =>
      presented(await execute(operation, { ...args, rootValue, contextValue: scope() }), parts.log);
    if (operation?.operation !== 'subscription') return answer();
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
function callerOf(request: Request | undefined): () => Caller {
  const headers = request?.headers;
  const header = passedOn.flatMap((name) => {
    const value = headers?.get(name);
    return value ? [[name, value]] : [];
  });
  const gone = new AbortController();
  // The gateway's signal is not native, so AbortSignal.any rejects it.
  const { signal } = request ?? {};
  if (signal?.aborted) gone.abort();
  signal?.addEventListener('abort', () => gone.abort(), { once: true });
  const allowedMs = Number(headers?.get('x-envoy-expected-rq-timeout-ms')) || DEADLINE_MS;
  const parts = { header: Object.fromEntries(header), signal: gone.signal };
  return () => ({ ...parts, deadlineMs: performance.now() + Math.min(allowedMs, DEADLINE_MS) });
}
