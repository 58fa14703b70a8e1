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
  type SelectionSetNode,
} from 'graphql';

export const MAX_FRAGMENTS = 50;
/** Fragment spreads of a document. */
export const MAX_SPREADS = 50;
/** Items assumed of lists within a row. */
export const INNER_ROWS = 10;
/** Root fields whose weights are kept; an operation with more is refused anyway. */
const MAX_KEPT_ROOTS = 32;

/** A root field: `fixed` objects and `perRow` more for each row of its page. */
export type Root = { readonly node: FieldNode; readonly fixed: number; readonly perRow: number };

/** What a selection asks for, with every fragment counted as often as it is spread. */
export type Weight = {
  readonly depth: number;
  readonly fields: number;
  readonly aliases: number;
  /** `__schema` and `__type`, and the aliases on and under them. */
  readonly introspections: number;
  readonly introspectionAliases: number;
  /** Objects read, when the lists directly in the selection have `rows` rows: `fixed + perRow × rows`. */
  readonly fixed: number;
  readonly perRow: number;
  /** Fields directly in the selection, and the first of them. */
  readonly width: number;
  readonly roots: readonly Root[];
};
export type Measure = { readonly operation: OperationDefinitionNode; readonly weight: Weight };

type Sum = { -readonly [Key in keyof Omit<Weight, 'roots'>]: Weight[Key] } & { readonly roots: Root[] };

const counted = ['fields', 'aliases', 'introspections', 'introspectionAliases', 'fixed', 'perRow', 'width'] as const;
const nothing: Weight = {
  depth: 0,
  fields: 0,
  aliases: 0,
  introspections: 0,
  introspectionAliases: 0,
  fixed: 0,
  perRow: 0,
  width: 0,
  roots: [],
};

export const tooLarge = (text: string) =>
  new GraphQLError(text, { extensions: { code: 'INVALID_ARGUMENT', reason: 'QUERY_TOO_LARGE' } });

/** The weight of every operation. Throws QUERY_TOO_LARGE as soon as there are too many fragments or spreads, or a fragment spreads itself. */
export function measure(schema: GraphQLSchema, document: DocumentNode): Measure[] {
  const operations = document.definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  const definitions = document.definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION);
  if (definitions.length > MAX_FRAGMENTS) throw tooLarge(`A document may define at most ${MAX_FRAGMENTS} fragments.`);
  const scale = createScale(schema, new Map(definitions.map((fragment) => [fragment.name.value, fragment])));
  const measured = operations.map((operation) => ({
    operation,
    weight: scale.weigh(operation.selectionSet, schema.getRootType(operation.operation) ?? undefined),
  }));
  // Validation reads fragments that nothing spreads, too.
  for (const { name } of definitions) scale.fragment(name.value);
  return measured;
}

type Parent = GraphQLObjectType | undefined;

function createScale(schema: GraphQLSchema, fragments: ReadonlyMap<string, FragmentDefinitionNode>) {
  const known = new Map<string, Weight | 'being weighed'>();
  let spreads = 0;

  function weigh({ selections }: SelectionSetNode, parent: Parent): Weight {
    const sum: Sum = { ...nothing, roots: [] };
    for (const selection of selections) add(sum, weightOf(selection, parent));
    return sum;
  }

  function weightOf(selection: SelectionSetNode['selections'][number], parent: Parent): Weight {
    if (selection.kind === Kind.FIELD) return field(selection, parent);
    if (selection.kind === Kind.INLINE_FRAGMENT)
      return weigh(selection.selectionSet, objectType(selection.typeCondition?.name.value) ?? parent);
    spreads += 1;
    if (spreads > MAX_SPREADS) throw tooLarge(`A document may spread fragments at most ${MAX_SPREADS} times.`);
    return fragment(selection.name.value);
  }

  function fragment(name: string): Weight {
    const found = known.get(name);
    if (found === 'being weighed') throw tooLarge('A fragment may not spread itself.');
    if (found) return found;
    const definition = fragments.get(name);
    if (!definition) return nothing;
    known.set(name, 'being weighed');
    const weight = weigh(definition.selectionSet, objectType(definition.typeCondition.name.value));
    known.set(name, weight);
    return weight;
  }

  function field(node: FieldNode, parent: Parent): Weight {
    const name = node.name.value;
    const found = parent?.getFields()[name];
    const type = found && getNamedType(found.type);
    const inner = node.selectionSet ? weigh(node.selectionSet, isObjectType(type) ? type : undefined) : nothing;
    const own = { ...nothing, fields: inner.fields + 1, aliases: inner.aliases + (node.alias ? 1 : 0), width: 1 };
    if (name === '__schema' || name === '__type')
      // Its depth and cost are bounded by the prepared answer.
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

  const objectType = (name: string | undefined): Parent => {
    const type = name === undefined ? undefined : schema.getType(name);
    return isObjectType(type) ? type : undefined;
  };
  return { weigh, fragment };
}

const emptyRoot = (node: FieldNode): Root => ({ node, fixed: 0, perRow: 0 });

/** Adds in place: a selection has up to two thousand parts. */
function add(sum: Sum, part: Weight): void {
  sum.depth = Math.max(sum.depth, part.depth);
  for (const key of counted) sum[key] += part[key];
  for (const root of part.roots) if (sum.roots.length < MAX_KEPT_ROOTS) sum.roots.push(root);
}
