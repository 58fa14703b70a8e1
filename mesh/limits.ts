/** What one operation may ask for: its depth, its number of fields and how many objects it may make the services read. */
import {
  type ExecutionArgs,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  getOperationAST,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from 'graphql';

export const MAX_DEPTH = 10;
/** Words and signs of a document. */
export const MAX_TOKENS = 2_000;
/** Top-level fields, aliases included: each is a call of its own. */
export const MAX_ROOT_FIELDS = 20;
/** Objects that may be read: full pages of 200 transactions with lines and joined rows fit. */
export const MAX_COST = 20_000;

/** Rows of a page when none are asked for; the services cap what is asked at 200. */
const PAGE_ROWS = 50;
const MAX_PAGE_ROWS = 200;
/** Items assumed of lists within a row. */
const INNER_ROWS = 10;

type Weight = { readonly depth: number; readonly cost: number };
type Asked = Pick<ExecutionArgs, 'schema' | 'document' | 'operationName' | 'variableValues'>;

/** The error of an operation that asks for too much; undefined when it may run. The document is valid already. */
export function overLimit({ schema, document, operationName, variableValues }: Asked): GraphQLError | undefined {
  const operation = getOperationAST(document, operationName);
  const root = operation && schema.getRootType(operation.operation);
  if (!root) return undefined;
  const variables = variableValues ?? {};
  const fragments = document.definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION);
  const meter = openMeter(schema, new Map(fragments.map((fragment) => [fragment.name.value, fragment])), variables);
  const { depth, cost } = meter.weigh(operation.selectionSet, root, INNER_ROWS);
  if (depth > MAX_DEPTH) return refused(`This is ${depth} levels deep; at most ${MAX_DEPTH} are answered.`);
  if (meter.rootFields(operation.selectionSet) > MAX_ROOT_FIELDS)
    return refused(`At most ${MAX_ROOT_FIELDS} top-level fields are answered at once.`);
  if (cost > MAX_COST)
    return refused(`This may read ${cost} objects; at most ${MAX_COST} are answered. Ask for smaller pages.`);
  return undefined;
}

const refused = (text: string) =>
  new GraphQLError(text, { extensions: { code: 'INVALID_ARGUMENT', reason: 'QUERY_TOO_LARGE' } });

function openMeter(
  schema: GraphQLSchema,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  variables: Readonly<Record<string, unknown>>,
) {
  // A fragment weighs the same wherever it is spread with the same page, so nested spreads cost no exponential time.
  const known = new Map<string, Weight>();

  /** `rows` is how many items the lists directly in this selection are taken to have. */
  function weigh({ selections }: SelectionSetNode, parent: GraphQLObjectType, rows: number): Weight {
    let [depth, cost] = [0, 0];
    for (const selection of selections) {
      const weight =
        selection.kind === Kind.FIELD ? weighField(selection, parent, rows) : spread(selection, parent, rows);
      depth = Math.max(depth, weight.depth);
      cost += weight.cost;
    }
    return { depth, cost };
  }

  type Selection = SelectionSetNode['selections'][number];

  function spread(selection: Exclude<Selection, { kind: 'Field' }>, parent: GraphQLObjectType, rows: number): Weight {
    if (selection.kind === Kind.INLINE_FRAGMENT) return weigh(selection.selectionSet, parent, rows);
    const name = `${selection.name.value} ${rows}`;
    const fragment = fragments.get(selection.name.value)!;
    const weight = known.get(name) ?? weigh(fragment.selectionSet, parent, rows);
    known.set(name, weight);
    return weight;
  }

  function weighField(node: Extract<Selection, { kind: 'Field' }>, parent: GraphQLObjectType, rows: number): Weight {
    const field = parent.getFields()[node.name.value];
    const type = field && getNamedType(field.type);
    if (!field || !isObjectType(type) || !node.selectionSet) return { depth: 1, cost: 0 };
    const listed = isListType(isNonNullType(field.type) ? field.type.ofType : field.type);
    const isRoot = parent === schema.getQueryType();
    const within = weigh(node.selectionSet, type, isRoot ? pageOf(node) : INNER_ROWS);
    return { depth: within.depth + 1, cost: (listed ? rows : 1) * (1 + within.cost) };
  }

  /** Rows of a page: pageSize, or the number of ids asked for. */
  function pageOf(node: Extract<Selection, { kind: 'Field' }>): number {
    for (const { name, value } of node.arguments ?? []) {
      const given = value.kind === Kind.VARIABLE ? variables[value.name.value] : undefined;
      const size = value.kind === Kind.INT ? Number(value.value) : given;
      if (name.value === 'pageSize' && typeof size === 'number' && size > 0) return Math.min(size, MAX_PAGE_ROWS);
      if (name.value === 'ids')
        return value.kind === Kind.LIST ? value.values.length : Array.isArray(given) ? given.length : 1;
    }
    return PAGE_ROWS;
  }

  function rootFields({ selections }: SelectionSetNode): number {
    let count = 0;
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) count += 1;
      else if (selection.kind === Kind.INLINE_FRAGMENT) count += rootFields(selection.selectionSet);
      else count += rootFields(fragments.get(selection.name.value)!.selectionSet);
    }
    return count;
  }
  return { weigh, rootFields };
}
