import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { buildSchema, execute, getIntrospectionQuery, parse } from 'graphql';
import { contractsOfCode } from '../schema/contracts.ts';
import { graphOf } from '../schema/schema.ts';
import { createTestGateway } from '../testing/test-gateway.ts';
import { prepareIntrospection } from './introspection.ts';

const gateway = await createTestGateway(() => {});
const guarded = await createTestGateway(() => {}, { guardsIntrospection: true });
after(async () => {
  await gateway.close();
  await guarded.close();
});

const everything = getIntrospectionQuery({
  descriptions: true,
  specifiedByUrl: true,
  directiveIsRepeatable: true,
  schemaDescription: true,
  inputValueDeprecation: true,
  oneOf: true,
});
const deprecations = buildSchema(`
  type Query { old: Int @deprecated new(a: Int @deprecated, b: [Int!]! = [1]): Color }
  enum Color { RED GREEN @deprecated(reason: "faded") }
  input Point @oneOf { x: Int @deprecated y: Int }
  interface Node { id: ID! }
  type Account implements Node { id: ID! }
  union Any = Account`);

test('the prepared result of the standard queries equals that of graphql-js', async () => {
  for (const schema of [deprecations, graphOf(await contractsOfCode())]) {
    const introspect = prepareIntrospection(schema);
    for (const text of [everything, getIntrospectionQuery()]) {
      const document = parse(text);
      assert.deepEqual(plain(introspect(document, undefined, {})), plain(await execute({ schema, document })));
    }
  }
});

test('arguments, variables, directives, fragments and __typename are respected', async () => {
  const text = `query ($all: Boolean = true, $name: String!) { __typename __type(name: $name) { ...T kind @skip(if: $all) } }
    fragment T on __Type { __typename name fields(includeDeprecated: $all) { __typename name ... { type { name } } }
      enumValues { name } ofType { name } }`;
  const document = parse(text);
  const introspect = prepareIntrospection(deprecations);
  for (const variables of [{ name: 'Query' }, { name: 'Query', all: false }, { name: 'Color' }, { name: 'None' }]) {
    const expected = await execute({ schema: deprecations, document, variableValues: variables });
    assert.deepEqual(plain(introspect(document, undefined, variables)), plain(expected));
  }
});

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

test('the standard introspection query and types by name are served', async () => {
  const { data, errors } = await gateway.ask(everything);
  assert.equal(errors, undefined);
  assert.ok(data?.['__schema']);
  const account = await gateway.ask(
    '{ __type(name: "Account") { name fields { name type { kind ofType { name } } } } }',
  );
  assert.ok(account.data?.['__type']);
  const queries = await gateway.ask('{ __schema { queryType { fields { name } } } }');
  assert.equal(queries.errors, undefined);
});

test('introspection must be alone, once, without aliases and no deeper than the standard query', async () => {
  const rejected = [
    '{ __schema { queryType { name } } __type(name: "Query") { name } }',
    '{ a: __schema { queryType { name } } }',
    '{ __schema { types { a: name } } }',
    '{ __schema { queryType { name } } listAccounts { nextPageToken } }',
    '{ ...A ...A } fragment A on Query { __schema { queryType { name } } }',
    '{ __schema { types { fields { type { fields { name } } } } } }',
    '{ __schema { types { fields { args { type { enumValues { name } } } } } } }',
  ];
  for (const query of rejected) {
    const { errors } = await gateway.ask(query);
    assert.equal(errors?.[0]?.extensions['reason'], 'QUERY_TOO_LARGE', query);
  }
});

test('in production introspection is for signed-in callers, and other queries are for anyone', async () => {
  const query = '{ __schema { queryType { name } } }';
  const { errors } = await guarded.ask(query);
  assert.equal(errors?.[0]?.extensions['code'], 'UNAUTHENTICATED');
  assert.equal((await guarded.ask(query, {}, { authorization: 'Bearer abc' })).errors, undefined);
  assert.equal((await guarded.ask('{ __typename }')).errors, undefined);
});
