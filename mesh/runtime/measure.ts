/**
 * Measures a parsed document in one walk. Each fragment is walked once and its weight is used wherever it is spread, so the
 * time is linear in the size of the document. The document need not be valid: unknown fields, types and fragments weigh little.
 */
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { add, emptyRoot, emptySum, nothing, type Weight } from './weight.ts';

export const MAX_FRAGMENTS = 50;
/** Fragment spreads of a document. */
export const MAX_SPREADS = 50;
/** Items assumed of lists within a row. */
export const INNER_ROWS = 10;
export type Measure = { readonly operation: OperationDefinitionNode; readonly weight: Weight };

export const tooLarge = (text: string) =>
  new GraphQLError(text, { extensions: { code: 'INVALID_ARGUMENT', reason: 'QUERY_TOO_LARGE' } });

/** The weight of every operation. Throws QUERY_TOO_LARGE as soon as there are too many fragments or spreads, or a fragment spreads itself. */
export function measure(schema: GraphQLSchema, document: DocumentNode): Measure[] {
  const operations = document.definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  const definitions = document.definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION);
  if (definitions.length > MAX_FRAGMENTS) throw tooLarge(`A document may define at most ${MAX_FRAGMENTS} fragments.`);
  const fragments = new Map(definitions.map((fragment) => [fragment.name.value, fragment]));
  const scale: Scale = { schema, fragments, known: new Map(), spreads: 0 };
  const measured = operations.map((operation) => ({
    operation,
    weight: weightOf(scale, operation.selectionSet, schema.getRootType(operation.operation) ?? undefined),
  }));
  // Validation reads fragments that nothing spreads, too.
  for (const { name } of definitions) weightOfFragment(scale, name.value);
  return measured;
}

type Parent = GraphQLObjectType | undefined;

/** One measurement: the fragments that were weighed and the spreads that were seen. */
type Scale = {
  readonly schema: GraphQLSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly known: Map<string, Weight | 'being weighed'>;
  spreads: number;
};

function weightOf(scale: Scale, { selections }: SelectionSetNode, parent: Parent): Weight {
  const sum = emptySum();
  for (const selection of selections) add(sum, weightOfSelection(scale, selection, parent));
  return sum;
}

function weightOfSelection(scale: Scale, selection: SelectionNode, parent: Parent): Weight {
  if (selection.kind === Kind.FIELD) return weightOfField(scale, selection, parent);
  if (selection.kind === Kind.INLINE_FRAGMENT)
    return weightOf(scale, selection.selectionSet, objectType(scale, selection.typeCondition?.name.value) ?? parent);
  scale.spreads += 1;
  if (scale.spreads > MAX_SPREADS) throw tooLarge(`A document may spread fragments at most ${MAX_SPREADS} times.`);
  return weightOfFragment(scale, selection.name.value);
}

function weightOfFragment(scale: Scale, name: string): Weight {
  const found = scale.known.get(name);
  if (found === 'being weighed') throw tooLarge('A fragment may not spread itself.');
  if (found) return found;
  const definition = scale.fragments.get(name);
  if (!definition) return nothing;
  scale.known.set(name, 'being weighed');
  const weight = weightOf(scale, definition.selectionSet, objectType(scale, definition.typeCondition.name.value));
  scale.known.set(name, weight);
  return weight;
}

function weightOfField(scale: Scale, node: FieldNode, parent: Parent): Weight {
  const name = node.name.value;
  const found = parent?.getFields()[name];
  const type = found && getNamedType(found.type);
  const inner = node.selectionSet ? weightOf(scale, node.selectionSet, isObjectType(type) ? type : undefined) : nothing;
  const own = { ...nothing, fields: inner.fields + 1, aliases: inner.aliases + (node.alias ? 1 : 0), width: 1 };
  if (name === '__schema' || name === '__type')
    // Its depth and cost are bounded by the prepared result.
    return { ...own, depth: 1, introspections: 1, introspectionAliases: own.aliases, roots: [emptyRoot(node)] };
  const { introspections, introspectionAliases } = inner;
  const through = { ...own, depth: inner.depth + 1, introspections, introspectionAliases };
  if (!found || !isObjectType(type)) return { ...through, roots: [emptyRoot(node)] };
  const isList = isListType(isNonNullType(found.type) ? found.type.ofType : found.type);
  const each = 1 + inner.fixed + inner.perRow * INNER_ROWS;
  return {
    ...through,
    ...(isList ? { perRow: each } : { fixed: each }),
    roots: [isList ? { node, fixed: 0, perRow: each } : { node, fixed: 1 + inner.fixed, perRow: inner.perRow }],
  };
}

function objectType({ schema }: Scale, name: string | undefined): Parent {
  const type = name === undefined ? undefined : schema.getType(name);
  return isObjectType(type) ? type : undefined;
}
