/** The GraphQL gateway: Mesh's runtime over the committed supergraph, with our transport, limits and errors. */
import { createGatewayRuntime, type GatewayConfigSupergraph, type GatewayRuntime } from '@graphql-hive/gateway-runtime';
import { GraphQLError } from 'graphql';
import type { Logger } from '#kit/telemetry/log.ts';
import { contractsOfCode } from '../schema/contracts.ts';
import { BigIntScalar } from '../schema/scalars.ts';
import { graphOf } from '../schema/schema.ts';
import { innermost, unexpected } from './errors.ts';
import { type GuardOptions, guard } from './guard.ts';
import { createExecutor } from './transport.ts';
import type { Upstream } from './upstream.ts';

/** `supergraph` is the text of mesh/schema.graphql. */
export async function createGateway(
  supergraph: string,
  upstream: Upstream,
  log: Logger,
  options: GuardOptions = {},
): Promise<GatewayRuntime> {
  const graph = graphOf(await contractsOfCode());
  const executor = createExecutor({ graph, upstream, log });
  const transports = { connect: { getSubgraphExecutor: () => executor } } as unknown as NonNullable<
    GatewayConfigSupergraph['transports']
  >;
  const gateway = createGatewayRuntime({
    supergraph: () => supergraph,
    transports,
    additionalResolvers: { BigInt: BigIntScalar },
    graphqlEndpoint: '/graphql',
    logging: false,
    landingPage: false,
    graphiql: false,
    cors: false,
    requestId: false,
    // The transport makes errors complete; Hive would add the name of the subgraph.
    subgraphErrors: false,
    maskedErrors: { maskError: (error) => (isPublicError(error) ? coded(error) : mask(error, log)) },
    plugins: () => [guard(options)],
  });
  // Else the first caller would wait for it.
  await gateway.getSchema();
  return gateway;
}

/** Errors of GraphQL itself and of the transport are public; all others are masked. */
function isPublicError(error: unknown): error is Error {
  const cause = error instanceof Error ? innermost(error) : undefined;
  return cause instanceof GraphQLError;
}

/** Errors of GraphQL itself, such as a value of another type, are the caller's; they have no code. */
function coded(error: Error): Error {
  if (!(error instanceof GraphQLError) || error.extensions['code']) return error;
  const { message, nodes, path, extensions } = error;
  const where = { ...(nodes && { nodes }), ...(path && { path }) };
  return new GraphQLError(message, { ...where, extensions: { ...extensions, code: 'INVALID_ARGUMENT' } });
}

function mask(error: unknown, log: Logger): GraphQLError {
  const { message, extensions } = unexpected(error, log);
  const { path, nodes } = error as Partial<GraphQLError>;
  return new GraphQLError(message, { ...(nodes && { nodes }), path, extensions });
}
