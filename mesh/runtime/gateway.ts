/** The GraphQL gateway: Mesh's runtime over the committed supergraph, with our execution, limits and errors. */
import { createGatewayRuntime, type GatewayPlugin, type GatewayRuntime } from '@graphql-hive/gateway-runtime';
import { type ExecutionArgs, GraphQLError } from 'graphql';
import type { Logger } from '#kit/telemetry/log.ts';
import { contractsOfCode } from '../schema/contracts.ts';
import { BigIntScalar } from '../schema/scalars.ts';
import { graphOf } from '../schema/schema.ts';
import { innermost, unexpected } from './errors.ts';
import { createExecutor, type Executor, type Operation } from './executor.ts';
import { type GuardOptions, guard } from './guard.ts';
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
  const gateway = createGatewayRuntime({
    supergraph: () => supergraph,
    additionalResolvers: { BigInt: BigIntScalar },
    graphqlEndpoint: '/graphql',
    logging: false,
    landingPage: false,
    graphiql: false,
    cors: false,
    requestId: false,
    // The executor makes errors complete; Hive would add the name of the subgraph.
    subgraphErrors: false,
    maskedErrors: { maskError: (error) => (isPublicError(error) ? coded(error) : mask(error, log)) },
    plugins: () => [guard(options), executeBy(executor)],
  });
  // Else the first caller would wait for it.
  await gateway.getSchema();
  return gateway;
}

/** Operations are executed by `executor` instead of being delegated to the subgraph. */
const executeBy = (executor: Executor): GatewayPlugin => {
  const execute = ({ document, operationName, variableValues, contextValue }: ExecutionArgs) =>
    executor({ document, operationName, variables: variableValues, context: contextValue as Operation['context'] });
  return {
    onExecute: ({ setExecuteFn }) => setExecuteFn(execute),
    onSubscribe: ({ setSubscribeFn }) => setSubscribeFn(execute),
  };
};

/** Errors of GraphQL itself and of the executor are public; all others are masked. */
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
