/** Random GraphQL documents of every shape that could make a gateway slow; for tests. */
import fc from 'fast-check';
import { type GraphQLSchema, isObjectType } from 'graphql';

/** Fields, types and fragments: most exist, some do not. */
type Words = { readonly fields: readonly string[]; readonly types: readonly string[] };

/** Documents over the names of a schema; some of them have more tokens than the limit, few are valid. */
export function documents(schema: GraphQLSchema): fc.Arbitrary<string> {
  const words = wordsOf(schema);
  return fc.oneof(
    chains(words),
    graphs(words),
    repeated(words),
    aliases(words),
    introspections,
    nested(words),
    selections(words, 5).map((set) => `query Q($n: Int = 200) ${set}`),
    graphs(words).chain((fragments) => introspections.map((query) => `${query} ${fragments.replace(/^{[^}]*}/, '')}`)),
  );
}

function wordsOf(schema: GraphQLSchema): Words {
  const types = Object.values(schema.getTypeMap()).filter(isObjectType);
  return {
    types: [...types.map(({ name }) => name), 'Unknown'],
    fields: [...new Set(types.flatMap((type) => Object.keys(type.getFields()))), '__typename', 'unknown'],
  };
}

const FRAGMENTS = 60;
const fragmentName = fc.integer({ min: 0, max: FRAGMENTS }).map((i) => `F${i}`);
const field = ({ fields }: Words) => fc.constantFrom(...fields);
const type = ({ types }: Words) => fc.constantFrom(...types);

/** Each fragment spreads the next several times: as many leaves as a power of their number. */
const chains = (words: Words) =>
  fc
    .tuple(fc.integer({ min: 1, max: FRAGMENTS }), fc.integer({ min: 1, max: 8 }), type(words), field(words))
    .map(([length, times, of, leaf]) => {
      const chain = Array.from(
        { length },
        (_, i) => `fragment F${i} on ${of} { ${`...F${i + 1} `.repeat(times)} inner { ...F${i + 1} } }`,
      );
      return `{ getMe { ...F0 } } ${chain.join(' ')} fragment F${length} on ${of} { ${leaf} }`;
    });

/** Fragments that spread any others, themselves and unknown ones included. */
const graphs = (words: Words) =>
  fc
    .tuple(
      fc.array(fragmentName, { minLength: 1, maxLength: 8 }),
      fc.array(fc.tuple(type(words), fc.array(fc.oneof(fragmentName, field(words)), { minLength: 1, maxLength: 12 })), {
        maxLength: FRAGMENTS,
      }),
    )
    .map(([entry, definitions]) => {
      const spread = (name: string) => (/^F\d/.test(name) ? `...${name}` : `${name} { ...F1 }`);
      const all = definitions.map(([on, inner], i) => `fragment F${i} on ${on} { ${inner.map(spread).join(' ')} }`);
      return `{ ${entry.map((name) => `...${name}`).join(' ')} } ${all.join(' ')}`;
    });

/** One selection many times beside itself, with arguments that validation compares. */
const repeated = (words: Words) =>
  fc
    .tuple(fc.integer({ min: 2, max: 900 }), selections(words, 2), field(words), fc.integer({ min: 0, max: 400 }))
    .map(([times, set, name, length]) => `{ ${`${name}(id: "${'x'.repeat(length)}") ${set} `.repeat(times)} }`);

const aliases = (words: Words) =>
  fc
    .tuple(fc.integer({ min: 1, max: 600 }), field(words))
    .map(([count, name]) => `{ ${Array.from({ length: count }, (_, i) => `a${i}: ${name}`).join(' ')} }`);

const metaFields = ['types', 'fields', 'type', 'ofType', 'args', 'possibleTypes', 'queryType', 'interfaces'];
const introspections = fc
  .tuple(
    fc.constantFrom('__schema', '__type(name: "Query")'),
    fc.array(fc.constantFrom(...metaFields), { maxLength: 300 }),
  )
  .map(
    ([root, path]) => `{ ${root} ${path.map((name) => `{ ${name}`).join(' ')} { name } ${'}'.repeat(path.length)} }`,
  );

const nested = (words: Words) =>
  fc
    .tuple(fc.integer({ min: 1, max: 700 }), field(words), fc.boolean())
    .map(([depth, name, isInline]) => `${`{ ${isInline ? '...' : name} `.repeat(depth)} { id } ${'}'.repeat(depth)}`);

/** A selection set of random fields, aliases, spreads and inline fragments. */
function selections(words: Words, depth: number): fc.Arbitrary<string> {
  const leaf = fc.oneof(
    field(words),
    field(words).map((name) => `other: ${name}`),
    fragmentName.map((name) => `...${name}`),
  );
  if (depth === 0) return leaf.map((one) => `{ ${one} }`);
  const inner = selections(words, depth - 1);
  const pages = fc.constantFrom('', '', '(pageSize: 200)', '(pageSize: $n)', '(ids: ["1", "2"])');
  const branch = fc.oneof(
    fc.tuple(field(words), pages, inner).map(([name, page, set]) => `${name}${page} ${set}`),
    fc.tuple(type(words), inner).map(([on, set]) => `... on ${on} ${set}`),
  );
  return fc.array(fc.oneof(leaf, branch), { minLength: 1, maxLength: 6 }).map((all) => `{ ${all.join(' ')} }`);
}
