/** Input types. Required fields are found by validating the zero message, so only the contract defines them. */
import { create, type DescField, type DescMessage } from '@bufbuild/protobuf';
import { createValidator } from '@bufbuild/protovalidate';
import {
  type GraphQLFieldConfigArgumentMap,
  type GraphQLInputFieldConfigMap,
  GraphQLInputObjectType,
  type GraphQLInputType,
  GraphQLList,
  GraphQLNonNull,
} from 'graphql';
import { type Contracts, isPatch, isRequestId, shownFields } from './contracts.ts';
import { camel, createTypeRegistry, type Leaves } from './names.ts';

export type Inputs = {
  /** The fields of a request, as arguments of a query. */
  args(request: DescMessage): GraphQLFieldConfigArgumentMap;
  /** The request as the one input of a mutation; undefined when it has no fields. */
  input(name: string, request: DescMessage): GraphQLInputType | undefined;
};

const validator = createValidator();

type Context = {
  readonly contracts: Contracts;
  readonly leaves: Leaves;
  readonly named: ReturnType<typeof createTypeRegistry<GraphQLInputObjectType>>;
};

export function createInputTypes(contracts: Contracts, leaves: Leaves): Inputs {
  const context: Context = { contracts, leaves, named: createTypeRegistry<GraphQLInputObjectType>() };
  return {
    args: (request) => fieldsOf(context, request, false),
    input: (name, request) => {
      if (shownFields(request).length === 0) return undefined;
      const description = contracts.comment(request);
      const fields = () => fieldsOf(context, request, false);
      const type = context.named(name, request, () => new GraphQLInputObjectType({ name, description, fields }));
      return requiredFields(request).size > 0 ? new GraphQLNonNull(type) : type;
    },
  };
}

function fieldsOf(context: Context, message: DescMessage, optional: boolean): GraphQLInputFieldConfigMap {
  const required = optional ? new Set<string>() : requiredFields(message);
  const entries = shownFields(message).map((field) => {
    const type = typeOf(context, field);
    const description = describe(context, field);
    return [camel(field.name), { type: required.has(field.name) ? new GraphQLNonNull(type) : type, description }];
  });
  return Object.fromEntries(entries);
}

function typeOf(context: Context, field: DescField): GraphQLInputType {
  const item = context.leaves(field) ?? objectOf(context, field.message!, isPatch(field));
  return field.fieldKind === 'list' ? new GraphQLList(new GraphQLNonNull(item)) : item;
}

function objectOf(context: Context, message: DescMessage, patch: boolean): GraphQLInputObjectType {
  const name = `${message.name}${patch ? 'Patch' : 'Input'}`;
  return context.named(name, message, () => {
    const comment = context.contracts.comment(message);
    const description = patch ? `${comment ?? ''} Only the fields given are changed; null clears.`.trim() : comment;
    return new GraphQLInputObjectType({ name, description, fields: () => fieldsOf(context, message, patch) });
  });
}

function describe({ contracts }: Context, field: DescField): string | undefined {
  const comment = contracts.comment(field);
  return isRequestId(field) ? `${comment ?? ''} Left out: made by the gateway.`.trim() : comment;
}

/** Names of the required fields of a message. The gateway makes request IDs and field masks. */
export function requiredFields(message: DescMessage): Set<string> {
  const result = validator.validate(message, create(message));
  if (result.kind === 'error') throw result.error;
  const names = (result.violations ?? []).flatMap(({ field: [first] }) => (first?.kind === 'field' ? [first] : []));
  const given = message.fields.filter((field) => isPatch(field));
  const shown = names.filter((field) => !isRequestId(field));
  return new Set([...shown, ...given].map((field) => field.name));
}
