/** Calls to the services: Connect in binary over the sidecar's egress, one HTTP/2 connection per owning process. */
import { connect } from 'node:net';
import type { DescMethod, DescMethodStreaming, DescMethodUnary, Message } from '@bufbuild/protobuf';
import { Code, ConnectError, type Transport } from '@connectrpc/connect';
import { ownerOf } from '#infra/topology.ts';
import { streamRetryInterceptor, unavailableIfDisconnected } from '#kit/rpc/stream-retry.ts';
import { createMeshTransport } from '#kit/rpc/unary/mesh-transport.ts';
import { inSpan, SpanKind, traceparent } from '#kit/telemetry/telemetry.ts';
import type { Row } from '../schema/types.ts';

/** Longest response of a service; a page of 200 rows is far below. */
const MAX_ANSWER_BYTES = 8 * 1024 * 1024;

/** What a call carries of the request it is made for. */
export type Caller = {
  /** Headers that go on to the services. */
  readonly header: Readonly<Record<string, string>>;
  /** Aborts when the client has gone. */
  readonly signal: AbortSignal;
  /** Deadline of the response, in milliseconds of performance.now(). */
  readonly deadlineMs: number;
};

export type Upstream = {
  call(method: DescMethod, request: Message, caller: Caller): Promise<Row>;
  stream(method: DescMethod, request: Message, caller: Pick<Caller, 'header' | 'signal'>): AsyncIterable<Row>;
};

/** `egress` is the sidecar's socket; streams end, as if the service had ended them, when `stopping` aborts. */
export function createUpstream(egress: string, stopping: AbortSignal): Upstream {
  const transports = new Map<string, Transport>();
  const transportOf = (method: DescMethod): Transport => {
    const owner = ownerOf(method.parent.typeName);
    const transport =
      transports.get(owner) ??
      createMeshTransport({
        target: owner,
        connect: () => connect(egress),
        readMaxBytes: MAX_ANSWER_BYTES,
        interceptors: [streamRetryInterceptor],
      });
    transports.set(owner, transport);
    return transport;
  };
  return {
    call: (method, request, { header, signal, deadlineMs }) =>
      inSpan({ name: `${method.parent.typeName}/${method.name}`, kind: SpanKind.CLIENT }, async () => {
        const leftMs = Math.floor(deadlineMs - performance.now());
        if (leftMs <= 0) throw new ConnectError('no time left', Code.DeadlineExceeded);
        const unary = method as DescMethodUnary;
        const answer = await transportOf(method).unary(unary, signal, leftMs, traced(header), request);
        return answer.message as Row;
      }),
    async *stream(method, request, { header, signal }) {
      const ends = AbortSignal.any([signal, stopping]);
      const wanted = method as DescMethodStreaming;
      try {
        const answer = await transportOf(method).stream(wanted, ends, 0, traced(header), only(request));
        yield* answer.message as AsyncIterable<Row>;
      } catch (error) {
        if (!ends.aborted) throw unavailableIfDisconnected(error);
      }
    },
  };
}

function traced(header: Caller['header']): Record<string, string> {
  const parent = traceparent();
  return parent ? { ...header, traceparent: parent } : { ...header };
}

async function* only(request: Message): AsyncIterable<never> {
  yield request as never;
}
