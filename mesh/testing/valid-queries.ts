/** Random valid queries of a schema; for tests. */
import fc from 'fast-check';
import {
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isNonNullType,
  isObjectType,
} from 'graphql';

/** Each field has an alias of its own; some are skipped or in inline fragments. */
export const validQueries = (schema: GraphQLSchema): fc.Arbitrary<string> =>
  validSet(schema.getQueryType()!, 3).map((set) => `query ${set}`);

type Field = GraphQLField<unknown, unknown>;

function validSet(type: GraphQLObjectType, depth: number): fc.Arbitrary<string> {
  const possible = Object.values(type.getFields()).filter((one) => depth > 0 || !isObjectType(getNamedType(one.type)));
  const selections = possible.map((one) => validField(one, depth));
  const typename = fc.constant('__typename');
  return fc
    .tuple(
      fc.array(fc.oneof(typename, ...selections), { minLength: 1, maxLength: 6 }),
      fc.constantFrom('', '', ...WRAPPED),
    )
    .map(([all, directive]) => {
      const set = `{ ${all.map((one, i) => (one === '__typename' ? one : `f${i}: ${one}`)).join(' ')} }`;
      return directive ? `{ ... on ${type.name} ${directive} ${set} own: __typename }` : set;
    });
}

const WRAPPED = ['@include(if: true)', '@include(if: false)', '@skip(if: false)'];

function validField(of: Field, depth: number): fc.Arbitrary<string> {
  const type = getNamedType(of.type);
  const given = of.args.filter((arg) => isNonNullType(arg.type)).map((arg) => `${arg.name}: ${valueFor(arg.type)}`);
  const call = `${of.name}${given.length > 0 ? `(${given.join(', ')})` : ''}`;
  return isObjectType(type) ? validSet(type, depth - 1).map((set) => `${call} ${set}`) : fc.constant(call);
}

/** A value that an argument of the type accepts. */
function valueFor(of: Field['type'] | Field['args'][number]['type']): string {
  const type = getNamedType(of);
  if (isEnumType(type)) return type.getValues().at(-1)!.name;
  if (isInputObjectType(type)) {
    const required = Object.values(type.getFields()).filter((field) => isNonNullType(field.type));
    return `{ ${required.map((field) => `${field.name}: ${valueFor(field.type)}`).join(', ')} }`;
  }
  if (type.name === 'String' || type.name === 'ID') return '"h"';
  return type.name === 'Boolean' ? 'true' : '1';
}
