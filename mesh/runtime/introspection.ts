/**
 * Serves introspection from a result that is prepared once: a selection can only pick from it, so no response is larger than the
 * standard one. Types within types are references (kind, name, ofType); `__type` gives more of them.
 */
import {
  type DocumentNode,
  type ExecutionResult,
  executeSync,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLError,
  GraphQLIncludeDirective,
  type GraphQLSchema,
  GraphQLSkipDirective,
  getDirectiveValues,
  getOperationAST,
  Kind,
  type OperationDefinitionNode,
  parse,
  type SelectionSetNode,
} from 'graphql';
import type { Variables } from './limits.ts';
import { tooLarge } from './measure.ts';

/** More levels than any type has lists and non-nulls around it. */
const REFERENCE_LEVELS = 6;
const reference = Array.from({ length: REFERENCE_LEVELS }).reduce<string>(
  (inner) => `__typename kind name ofType { ${inner} }`,
  '__typename kind name',
);

const preparation = parse(`{ __schema {
    __typename description queryType { name } mutationType { name } subscriptionType { name }
    types { __typename kind name description specifiedByURL isOneOf ofType { name }
      fields(includeDeprecated: true) { __typename name description isDeprecated deprecationReason
        args(includeDeprecated: true) { ...Input } type { ...Reference } }
      inputFields(includeDeprecated: true) { ...Input } interfaces { ...Reference } possibleTypes { ...Reference }
      enumValues(includeDeprecated: true) { __typename name description isDeprecated deprecationReason } }
    directives { __typename name description isRepeatable locations args(includeDeprecated: true) { ...Input } } } }
  fragment Input on __InputValue {
    __typename name description type { ...Reference } defaultValue isDeprecated deprecationReason }
  fragment Reference on __Type { ${reference} }`);

type Value = string | boolean | null | undefined | Entry | readonly Value[];
type Entry = { readonly [name: string]: Value };
type Scope = {
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly variables: Variables;
};
/** The selected fields by name. */
type Plan = ReadonlyMap<string, { readonly field: FieldNode; readonly inner: Plan }>;

export type Introspection = (
  document: DocumentNode,
  operationName: string | undefined,
  variables: Variables,
) => ExecutionResult;

/** The document is valid, and the judge has admitted its shape. */
export function prepareIntrospection(schema: GraphQLSchema): Introspection {
  const { data } = executeSync({ schema, document: preparation });
  const { queryType, mutationType, subscriptionType, ...rest } = (data as { __schema: Entry }).__schema;
  const types = new Map((rest['types'] as Entry[]).map((type) => [type['name'], type]));
  const named = (name: Value): Value => types.get(name as string) ?? null;
  const whole = (type: Value): Value => (type ? named((type as Entry)['name']) : null);
  const prepared: Entry = {
    ...rest,
    queryType: whole(queryType),
    mutationType: whole(mutationType),
    subscriptionType: whole(subscriptionType),
  };
  return (document, operationName, given) => {
    const operation = getOperationAST(document, operationName)!;
    const definitions = document.definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION);
    const fragments = new Map(definitions.map((fragment) => [fragment.name.value, fragment]));
    const scope: Scope = { fragments, variables: withDefaults(operation, given) };
    const entryOf = (field: FieldNode): Value => {
      if (field.name.value === '__typename') return 'Query';
      return field.name.value === '__type' ? named(argument(field, 'name', scope)) : prepared;
    };
    try {
      const plan = planOf([operation.selectionSet], scope);
      const answered = [...plan].map(([name, { field, inner }]) => [name, pick(entryOf(field), field, inner, scope)]);
      return { data: Object.fromEntries(answered) };
    } catch (error) {
      if (error instanceof GraphQLError) return { errors: [error] };
      throw error;
    }
  };
}

/** What a plan selects of a value. The time is that of reading the prepared result at most, however often fields are repeated. */
function pick(value: Value, field: FieldNode, plan: Plan, scope: Scope): unknown {
  if (!field.selectionSet || value === null) return value;
  if (Array.isArray(value)) {
    const all = value as readonly Entry[];
    const isShown = ({ isDeprecated }: Entry) => isDeprecated !== true;
    const shown = argument(field, 'includeDeprecated', scope) === true ? all : all.filter(isShown);
    return shown.map((item) => pick(item, field, plan, scope));
  }
  const picked: Record<string, unknown> = {};
  for (const [name, { field, inner }] of plan) {
    if (!Object.hasOwn(value as Entry, name))
      throw tooLarge('Introspection tells kind, name and ofType of a type within a type; ask for more with __type.');
    picked[name] = pick((value as Entry)[name], field, inner, scope);
  }
  return picked;
}

/** There are no aliases, so fields of one name are one field. */
function planOf(sets: readonly SelectionSetNode[], scope: Scope): Plan {
  const fields = new Map<string, FieldNode[]>();
  const seen = new Set<string>();
  const collect = ({ selections }: SelectionSetNode): void => {
    for (const selection of selections) {
      if (!isIncluded(selection, scope)) continue;
      if (selection.kind === Kind.FIELD) {
        const { value } = selection.name;
        fields.getOrInsert(value, []).push(selection);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) collect(selection.selectionSet);
      else if (!seen.has(selection.name.value)) {
        seen.add(selection.name.value);
        collect(scope.fragments.get(selection.name.value)!.selectionSet);
      }
    }
  };
  sets.forEach(collect);
  const inner = (same: readonly FieldNode[]) => same.flatMap(({ selectionSet }) => selectionSet ?? []);
  return new Map([...fields].map(([name, same]) => [name, { field: same[0]!, inner: planOf(inner(same), scope) }]));
}

const isIncluded = (node: SelectionSetNode['selections'][number], { variables }: Scope): boolean =>
  getDirectiveValues(GraphQLSkipDirective, node, variables)?.['if'] !== true &&
  getDirectiveValues(GraphQLIncludeDirective, node, variables)?.['if'] !== false;

function argument(field: FieldNode, wanted: string, { variables }: Scope): Value {
  const value = field.arguments?.find(({ name }) => name.value === wanted)?.value;
  if (value?.kind === Kind.VARIABLE) return variables[value.name.value] as Value;
  return value?.kind === Kind.STRING || value?.kind === Kind.BOOLEAN ? value.value : undefined;
}

function withDefaults({ variableDefinitions }: OperationDefinitionNode, given: Variables): Variables {
  const defaults = (variableDefinitions ?? []).flatMap(({ variable, defaultValue }) =>
    defaultValue?.kind === Kind.STRING || defaultValue?.kind === Kind.BOOLEAN
      ? [[variable.name.value, defaultValue.value] as const]
      : [],
  );
  return { ...Object.fromEntries(defaults), ...given };
}
