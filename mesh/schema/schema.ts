/** The graph: reads are queries, streams subscriptions, the rest mutations; each resolver is one call. */
import type { DescMethod, Message } from '@bufbuild/protobuf';
import { MethodOptions_IdempotencyLevel as Idempotency } from '@bufbuild/protobuf/wkt';
import {
  GraphQLBoolean,
  type GraphQLFieldConfig,
  GraphQLObjectType,
  type GraphQLOutputType,
  GraphQLSchema,
} from 'graphql';
import { toRequest } from '../runtime/convert.ts';
import { audienceOf, type Contracts, isShown, keepsResponse, shownFields } from './contracts.ts';
import { createInputTypes, type Inputs } from './inputs.ts';
import { createLeafTypes, createTypeRegistry, inputName } from './names.ts';
import { createOutputTypes, type Outputs, type Row, type Scope } from './types.ts';

/** What an operation is executed with. */
export type OperationScope = Scope & {
  call(method: DescMethod, request: Message): Promise<Row>;
  stream(method: DescMethod, request: Message): AsyncIterable<Row>;
  newId(): string;
};
type Field = GraphQLFieldConfig<unknown, OperationScope>;
type Values = Record<string, unknown>;

/** The executable schema of the contracts. Its descriptions are the contracts' comments, where those are at hand. */
export function graphOf(contracts: Contracts): GraphQLSchema {
  const leaves = createLeafTypes(contracts);
  const parts = {
    contracts,
    outputs: createOutputTypes(contracts, leaves),
    inputs: createInputTypes(contracts, leaves),
  };
  const named = createTypeRegistry<Field>();
  const methods = contracts.services.flatMap((service) => service.methods).filter(isShown);
  const root = (name: string, mine: readonly DescMethod[]) =>
    mine.length === 0
      ? null
      : new GraphQLObjectType({
          name,
          fields: Object.fromEntries(
            mine.map((method) => [method.localName, named(method.localName, method, () => fieldOf(parts, method))]),
          ),
        });
  return new GraphQLSchema({
    query: root(
      'Query',
      methods.filter((method) => kindOf(method) === 'query'),
    ),
    mutation: root(
      'Mutation',
      methods.filter((method) => kindOf(method) === 'mutation'),
    ),
    subscription: root(
      'Subscription',
      methods.filter((method) => kindOf(method) === 'subscription'),
    ),
  });
}

function kindOf(method: DescMethod): 'query' | 'mutation' | 'subscription' {
  if (method.methodKind === 'server_streaming') return 'subscription';
  if (method.methodKind !== 'unary') throw new Error(`${method}: GraphQL has no client streams.`);
  return method.idempotency === Idempotency.NO_SIDE_EFFECTS ? 'query' : 'mutation';
}

/** Who may call the method, as a sentence. */
function requirementOf(method: DescMethod): string {
  const audience = audienceOf(method);
  if (audience === 'PUBLIC') return 'Requires no sign-in.';
  return audience === 'SIGNED_IN' ? 'Requires a signed-in user.' : `Requires role ${audience}.`;
}

type Parts = { readonly contracts: Contracts; readonly outputs: Outputs; readonly inputs: Inputs };

function fieldOf({ contracts, outputs, inputs }: Parts, method: DescMethod): Field {
  const description = [contracts.comment(method), requirementOf(method)].filter(Boolean).join('\n');
  const { type, pick } = answerOf(outputs, method);
  if (kindOf(method) === 'mutation') {
    const input = inputs.input(inputName(method.localName), method.input);
    return {
      type,
      description,
      args: input ? { input: { type: input } } : {},
      resolve: async (_, args, scope) => pick(await scope.call(method, request(method, args['input'], scope))),
    };
  }
  const args = inputs.args(method.input);
  if (kindOf(method) === 'query') {
    const resolve: Field['resolve'] = async (_, values, scope) =>
      pick(await scope.call(method, request(method, values, scope)));
    return { type, description, args, resolve };
  }
  return {
    type,
    description,
    args,
    subscribe: (_, values, scope) => scope.stream(method, request(method, values, scope)),
    resolve: (row) => pick(row as Row),
  };
}

const request = (method: DescMethod, values: Values | undefined, scope: OperationScope): Message =>
  toRequest(method.input, values ?? {}, scope.newId);

/** Root fields are nullable, so that one that fails spares the others. A response of nothing is `true`, of one message is that message; any other is kept, so that it can grow. */
function answerOf(outputs: Outputs, method: DescMethod): { type: GraphQLOutputType; pick(row: Row): unknown } {
  const fields = shownFields(method.output);
  const [only] = fields;
  if (!only) return { type: GraphQLBoolean, pick: () => true };
  const unwrapped = fields.length === 1 && only.fieldKind === 'message' && !only.oneof && !keepsResponse(method);
  return unwrapped
    ? { type: outputs(only.message), pick: (row) => row[only.localName] }
    : { type: outputs(method.output), pick: (row) => row };
}
