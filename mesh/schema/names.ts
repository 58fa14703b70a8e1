/** How things of the contracts are called in the graph, and which GraphQL leaf carries which value. */
import { type DescEnum, type DescField, ScalarType } from '@bufbuild/protobuf';
import {
  GraphQLBoolean,
  GraphQLEnumType,
  GraphQLFloat,
  GraphQLID,
  GraphQLInt,
  type GraphQLLeafType,
  GraphQLString,
} from 'graphql';
import type { Contracts } from './contracts.ts';
import { BigIntScalar, BytesScalar, DateTimeScalar } from './scalars.ts';

/** Keeps one GraphQL type per name; two declarations that want one name are an error of the contracts. */
export function createTypeRegistry<Type>(): (name: string, owner: object, make: () => Type) => Type {
  const taken = new Map<string, { owner: object; type: Type }>();
  return (name, owner, make) => {
    const before = taken.get(name);
    if (before && before.owner !== owner) throw new Error(`Two declarations want to be called ${name} in the graph.`);
    if (before) return before.type;
    const type = make();
    taken.set(name, { owner, type });
    return type;
  };
}

export const camel = (name: string): string =>
  name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

const upperFirst = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

/** Name of a mutation's input type. */
export const inputName = (localName: string): string => `${upperFirst(localName)}Input`;

/** Values lose the prefix that buf requires: ACCOUNT_TYPE_CASH is CASH. */
export const valueName = (desc: DescEnum, name: string): string =>
  desc.sharedPrefix && name.toLowerCase().startsWith(desc.sharedPrefix) ? name.slice(desc.sharedPrefix.length) : name;

export type Leaves = (field: DescField) => GraphQLLeafType | undefined;

/** The leaf type of a field's (or its items') values; undefined for messages of our own. */
export function createLeafTypes(contracts: Contracts): Leaves {
  const named = createTypeRegistry<GraphQLEnumType>();
  return (field) => {
    if (field.fieldKind === 'map') throw new Error(`${field}: maps have no place in the graph.`);
    if (field.enum) return named(field.enum.name, field.enum, () => enumType(contracts, field.enum!));
    if (field.message) return wellKnown(field);
    const id = /(^|_)ids?$/.test(field.name) && field.scalar === ScalarType.STRING;
    return id ? GraphQLID : scalars[field.scalar!];
  };
}

function wellKnown(field: DescField): GraphQLLeafType | undefined {
  const name = field.message!.typeName;
  if (name === 'google.protobuf.Timestamp') return DateTimeScalar;
  if (name.startsWith('google.')) throw new Error(`${field}: ${name} has no place in the graph.`);
  return undefined;
}

const enumType = (contracts: Contracts, desc: DescEnum): GraphQLEnumType =>
  new GraphQLEnumType({
    name: desc.name,
    description: contracts.comment(desc),
    values: Object.fromEntries(
      desc.values.map((value) => [
        valueName(desc, value.name),
        { value: value.number, description: contracts.comment(value) },
      ]),
    ),
  });

const scalars: Readonly<Record<ScalarType, GraphQLLeafType>> = {
  [ScalarType.STRING]: GraphQLString,
  [ScalarType.BOOL]: GraphQLBoolean,
  [ScalarType.BYTES]: BytesScalar,
  [ScalarType.DOUBLE]: GraphQLFloat,
  [ScalarType.FLOAT]: GraphQLFloat,
  [ScalarType.INT32]: GraphQLInt,
  [ScalarType.SINT32]: GraphQLInt,
  [ScalarType.SFIXED32]: GraphQLInt,
  // 32 unsigned bits do not fit GraphQL's Int.
  [ScalarType.UINT32]: GraphQLFloat,
  [ScalarType.FIXED32]: GraphQLFloat,
  [ScalarType.INT64]: BigIntScalar,
  [ScalarType.SINT64]: BigIntScalar,
  [ScalarType.SFIXED64]: BigIntScalar,
  [ScalarType.UINT64]: BigIntScalar,
  [ScalarType.FIXED64]: BigIntScalar,
};
