/** Input types: what a caller must give is found by validating the zero message, so the contract alone says it. */
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
  /** The request as the one input of a mutation; undefined when it asks for nothing. */
  input(name: string, request: DescMessage): GraphQLInputType | undefined;
};

const validator = createValidator();

export function createInputTypes(contracts: Contracts, leaves: Leaves): Inputs {
  const named = createTypeRegistry<GraphQLInputObjectType>();

  const fields = (message: DescMessage, optional: boolean): GraphQLInputFieldConfigMap => {
    const required = optional ? new Set<string>() : requiredFields(message);
    const entries = shownFields(message).map((field) => {
      const type = typeOf(field);
      const description = describe(field);
      return [camel(field.name), { type: required.has(field.name) ? new GraphQLNonNull(type) : type, description }];
    });
    return Object.fromEntries(entries);
  };

  const typeOf = (field: DescField): GraphQLInputType => {
    const item = leaves(field) ?? object(field.message!, isPatch(field));
    return field.fieldKind === 'list' ? new GraphQLList(new GraphQLNonNull(item)) : item;
  };

  const object = (message: DescMessage, patch: boolean): GraphQLInputObjectType => {
    const name = `${message.name}${patch ? 'Patch' : 'Input'}`;
    return named(name, message, () => {
      const says = contracts.comment(message);
      const description = patch ? `${says ?? ''} Only the fields given are changed; null clears.`.trim() : says;
      return new GraphQLInputObjectType({ name, description, fields: () => fields(message, patch) });
    });
  };

  const describe = (field: DescField): string | undefined => {
    const says = contracts.comment(field);
    return isRequestId(field) ? `${says ?? ''} Left out: made by the gateway.`.trim() : says;
  };

  return {
    args: (request) => fields(request, false),
    input: (name, request) => {
      if (shownFields(request).length === 0) return undefined;
      const description = contracts.comment(request);
      const make = () => new GraphQLInputObjectType({ name, description, fields: () => fields(request, false) });
      const type = named(name, request, make);
      return requiredFields(request).size > 0 ? new GraphQLNonNull(type) : type;
    },
  };
}

/** Names of the fields that a message cannot do without; ids of requests and masks are made by the gateway. */
export function requiredFields(message: DescMessage): Set<string> {
  const result = validator.validate(message, create(message));
  if (result.kind === 'error') throw result.error;
  const names = (result.violations ?? []).flatMap(({ field: [first] }) => (first?.kind === 'field' ? [first] : []));
  const given = message.fields.filter((field) => isPatch(field));
  const shown = names.filter((field) => !isRequestId(field));
  return new Set([...shown, ...given].map((field) => field.name));
}
