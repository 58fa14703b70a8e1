/** Clients of other processes: Connect over the sidecar's egress socket, with a deadline. */
import { connect } from 'node:net';
import type { DescService } from '@bufbuild/protobuf';
import { type Client, createClient, type Interceptor } from '@connectrpc/connect';
import { inSpan, SpanKind, traceparent } from '../telemetry/telemetry.ts';
import { streamRetryInterceptor } from './stream-retry.ts';
import { createMeshTransport } from './unary/mesh-transport.ts';

const DEADLINE_MS = 2_000;

const traced: Interceptor = (next) => (request) =>
  inSpan({ name: `${request.service.typeName}/${request.method.name}`, kind: SpanKind.CLIENT }, async () => {
    const parent = traceparent();
    if (parent) request.header.set('traceparent', parent);
    return next(request);
  });

/** A client of `service` on process `target`; calls take 2 s at most unless another timeout is given. */
export function createServiceClient<Service extends DescService>(
  service: Service,
  target: string,
  egress: string,
): Client<Service> {
  const transport = createMeshTransport({
    target,
    connect: () => connect(egress),
    defaultTimeoutMs: DEADLINE_MS,
    interceptors: [traced, streamRetryInterceptor],
  });
  return createClient(service, transport);
}
