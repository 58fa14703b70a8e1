/** The limits of one operation, checked before validation, because a document's shape can make validation itself slow. */
import { type DocumentNode, type FieldNode, GraphQLError, type GraphQLSchema, getOperationAST, Kind } from 'graphql';
import { INNER_ROWS, type Measure, measure, tooLarge } from './measure.ts';
import type { Weight } from './weight.ts';

export const MAX_DEPTH = 10;
/** Tokens of a document. */
export const MAX_TOKENS = 2_000;
/** Characters of a document; long texts belong in variables. */
export const MAX_CHARACTERS = 200_000;
/** Fields of an operation, counted once for each place where their fragment is spread. */
export const MAX_FIELDS = 1_000;
export const MAX_ALIASES = 100;
/** Top-level fields, aliases included: each is a call of its own. */
export const MAX_ROOT_FIELDS = 20;
/** Objects that may be read: full pages of 200 transactions with lines and joined rows fit. */
export const MAX_COST = 20_000;

/** Rows of a page without a page size; the services cap it at 200. */
const PAGE_ROWS = 50;
const MAX_PAGE_ROWS = 200;

export type Variables = Readonly<Record<string, unknown>>;

/** The limits for one schema. Both functions return the error of a request that exceeds a limit, or undefined. */
export function createJudge(schema: GraphQLSchema) {
  // Documents are cached by the gateway, so most are measured once.
  const measured = new WeakMap<DocumentNode, Measure[] | GraphQLError>();
  const measuresOf = (document: DocumentNode): Measure[] | GraphQLError => {
    const result = measured.get(document) ?? tryMeasure(schema, document);
    measured.set(document, result);
    return result;
  };
  return {
    /** The shape of a parsed document, valid or not, whatever its variables. */
    shapeError(document: DocumentNode): GraphQLError | undefined {
      const measures = measuresOf(document);
      if (measures instanceof GraphQLError) return measures;
      return measures.map(({ weight }) => shapeErrorOf(weight)).find((error) => error);
    },
    /** The number of objects that the services may have to read for one operation. The document is valid. */
    costError(document: DocumentNode, operationName: string | undefined, variables: Variables) {
      const measures = measuresOf(document);
      if (measures instanceof GraphQLError) return measures;
      const wanted = getOperationAST(document, operationName);
      const found = measures.find(({ operation }) => operation === wanted);
      const cost = found ? costOf(found, variables) : 0;
      if (cost <= MAX_COST) return undefined;
      return tooLarge(`This may read ${cost} objects; at most ${MAX_COST} are answered. Ask for smaller pages.`);
    },
    /** Whether the operation is introspection. */
    isIntrospection(document: DocumentNode, operationName: string | undefined): boolean {
      const measures = measuresOf(document);
      if (measures instanceof GraphQLError) return false;
      const wanted = getOperationAST(document, operationName);
      return (measures.find(({ operation }) => operation === wanted)?.weight.introspections ?? 0) > 0;
    },
  };
}

function tryMeasure(schema: GraphQLSchema, document: DocumentNode): Measure[] | GraphQLError {
  try {
    return measure(schema, document);
  } catch (error) {
    if (error instanceof GraphQLError) return error;
    throw error;
  }
}

function shapeErrorOf(weight: Weight): GraphQLError | undefined {
  const { depth, fields, aliases, width, introspections, introspectionAliases, roots } = weight;
  if (depth > MAX_DEPTH) return tooLarge(`This is ${depth} levels deep; at most ${MAX_DEPTH} are answered.`);
  if (width > MAX_ROOT_FIELDS) return tooLarge(`At most ${MAX_ROOT_FIELDS} top-level fields are answered at once.`);
  if (fields > MAX_FIELDS)
    return tooLarge(`This asks for ${fields} fields, fragments included; at most ${MAX_FIELDS} are answered.`);
  if (aliases > MAX_ALIASES) return tooLarge(`An operation may have at most ${MAX_ALIASES} aliases.`);
  if (introspections === 0) return undefined;
  const isAlone = roots.every(({ node }) => node.name.value.startsWith('__'));
  if (introspections > 1 || !isAlone)
    return tooLarge('Ask for one __schema or __type at a time, without other fields beside it.');
  return introspectionAliases > 0 ? tooLarge('Introspection is answered without aliases.') : undefined;
}

/** Pages are those of the root fields of queries; other lists are taken to have a few items. */
function costOf({ operation, weight }: Measure, given: Variables): number {
  if (operation.operation !== 'query') return weight.fixed + weight.perRow * INNER_ROWS;
  const rows = (node: FieldNode) => pageOf(node, (name) => given[name] ?? defaultOf(operation, name));
  // A root field is one object; the rows are those of the lists directly within it.
  return weight.roots.reduce((sum, { node, fixed, perRow }) => sum + fixed + perRow * rows(node), 0);
}

/** Rows of a page: pageSize, or the number of IDs. */
function pageOf(node: FieldNode, variable: (name: string) => unknown): number {
  for (const { name, value } of node.arguments ?? []) {
    const given = value.kind === Kind.VARIABLE ? variable(value.name.value) : undefined;
    const size = value.kind === Kind.INT ? Number(value.value) : given;
    if (name.value === 'pageSize' && typeof size === 'number' && size > 0) return Math.min(size, MAX_PAGE_ROWS);
    if (name.value === 'ids')
      return value.kind === Kind.LIST ? value.values.length : Array.isArray(given) ? given.length : 1;
  }
  return PAGE_ROWS;
}

/** A default written in the operation, as a client would send it. */
function defaultOf(operation: Measure['operation'], name: string): unknown {
  const definition = operation.variableDefinitions?.find(({ variable }) => variable.name.value === name);
  const value = definition?.defaultValue;
  if (value?.kind === Kind.INT) return Number(value.value);
  return value?.kind === Kind.LIST ? value.values : undefined;
}
