/** Compiled operations answer what graphql-js answers, whatever is request and whatever fails. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { create, type DescMessage, type DescMethod, type Message } from '@bufbuild/protobuf';
import { Code, ConnectError } from '@connectrpc/connect';
import fc from 'fast-check';
import { type ExecutionArgs, execute, type GraphQLSchema, getOperationAST, parse, validate } from 'graphql';
import { TransactionSchema } from '#gen/melo/transactions/v1/transaction_pb.ts';
import { contractsOfCode } from '../schema/contracts.ts';
import { graphOf, type OperationScope } from '../schema/schema.ts';
import type { Row } from '../schema/types.ts';
import { validQueries } from '../testing/valid-queries.ts';
import { createExecute } from './compiled.ts';
import { createLinkLoader } from './links.ts';

const graph = graphOf(await contractsOfCode());
const RUNS = 1000;

/** Answers with rows of which every third refers to an account that is missing, and fails for the household `none`. */
async function answer({ name, output }: DescMethod, message: Record<string, unknown>): Promise<Row> {
  if (message['householdId'] === 'none') throw new ConnectError('This household does not exist.', Code.NotFound);
  if (name === 'ListTransactions') return create(output, { transactions: transactions() } as never) as Row;
  const rows = output.fields.find(({ fieldKind, message }) => fieldKind === 'list' && message);
  const ids = (message['ids'] as string[] | undefined) ?? [];
  const found = ids.filter((id) => id !== 'a0').map((id) => ({ ...whole(rows!.message!), id, name: `Name of ${id}` }));
  return create(output, { ...whole(output), ...(rows && { [rows.localName]: found }) } as never) as Row;
}

/** A message in which no message is missing, to a depth that no query reaches. */
function whole(desc: DescMessage, depth = 5): Record<string, unknown> {
  const inner = desc.fields.flatMap((field) =>
    field.fieldKind === 'message' && !field.oneof && depth > 0
      ? [[field.localName, create(field.message, whole(field.message, depth - 1) as never)]]
      : [],
  );
  return Object.fromEntries(inner);
}

const amount = { currency: 'EUR', minorUnits: -9_007_199_254_740_993n };
const transactions = () =>
  Array.from({ length: 9 }, (_, i) => ({
    ...whole(TransactionSchema),
    id: `t${i}`,
    accountId: `a${i % 3}`,
    payee: 'Bäckerei "Zum Turm"',
    amount,
    lines: [{ id: `l${i}`, categoryId: `c${i % 2}`, amount }],
  }));

const scope = (): OperationScope => ({
  call: (method: DescMethod, request: Message) => answer(method, request as unknown as Record<string, unknown>),
  stream: () => assert.fail('no stream is expected'),
  load: createLinkLoader((method, request) => answer(method, request)),
  newId: () => 'a-request-id',
});

type Request = {
  readonly source: string;
  readonly variables?: Record<string, unknown>;
  readonly operationName?: string;
};

/** The answers of both, as they are sent. */
async function both({ source, variables = {}, operationName }: Request, schema: GraphQLSchema = graph) {
  const document = parse(source);
  const args = (): ExecutionArgs => ({
    schema,
    document,
    operationName,
    variableValues: variables,
    contextValue: scope(),
  });
  const compiled = createExecute(1);
  const operation = getOperationAST(document, operationName)!;
  const expected = JSON.stringify(await execute(args()));
  await compiled(operation, args());
  return { actual: JSON.stringify(await compiled(operation, args())), expected };
}

const LIST = `listTransactions(householdId: $household, pageSize: $size)`;
const ROW = 'id payee status amount { currency minorUnits } account { id name } lines { category { name } }';
const named: Readonly<Record<string, Request>> = {
  'a list with joined rows': {
    source: `query($household: String!, $size: Int) { ${LIST} { transactions { ${ROW} } } }`,
  },
  'aliases and fragments': {
    source: `query { a: listTransactions(householdId: "h") { ...P } b: listTransactions(householdId: "h") { ...P } }
      fragment P on ListTransactionsResponse { rows: transactions { ... on Transaction { one: id two: id } } }`,
  },
  'names of the prototype': {
    source:
      'query { __proto__: listTransactions(householdId: "h") { constructor: nextPageToken toString: __typename } }',
  },
  'skip and include': {
    source: `query($yes: Boolean!, $no: Boolean!) { listTransactions(householdId: "h") {
      nextPageToken @skip(if: $yes) transactions @include(if: $yes) { id payee @include(if: $no) } } }`,
    variables: { yes: true, no: false },
  },
  'a call that fails beside one that succeeds': {
    source: `query { bad: listTransactions(householdId: "none") { nextPageToken }
      good: listTransactions(householdId: "h") { nextPageToken } }`,
  },
  'a missing variable': {
    source: `query($household: String!) { listTransactions(householdId: $household) { nextPageToken } }`,
  },
  'a variable of another type': {
    source: `query($size: Int) { listTransactions(householdId: "h", pageSize: $size) { nextPageToken } }`,
    variables: { size: 'many' },
  },
  'one of two operations': {
    source:
      'query A { listTransactions(householdId: "a") { __typename } } query B { listTransactions(householdId: "b") { nextPageToken } }',
    operationName: 'B',
  },
};
for (const [name, request] of Object.entries(named))
  test(`compiled as interpreted: ${name}`, async () => {
    const variables = request.variables ?? (request.source.includes('$size: Int)') && { household: 'h', size: 9 });
    const { actual, expected } = await both({ ...request, ...(variables && { variables }) });
    assert.equal(actual, expected);
  });

test('compiled as interpreted: any valid query', { timeout: 120_000 }, async (context) => {
  const seed = Number(process.env['MELO_SEED'] ?? 0) || Date.now() % 1_000_000;
  context.diagnostic(`seed ${seed}`);
  await fc.assert(
    fc.asyncProperty(validQueries(graph), async (source) => {
      assert.deepEqual(validate(graph, parse(source)), []);
      const { actual, expected } = await both({ source });
      assert.equal(actual, expected);
    }),
    { numRuns: RUNS, seed },
  );
});
