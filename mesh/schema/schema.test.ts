import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { parse, print, printSchema, visit } from 'graphql';
import { contractsOfCode } from './contracts.ts';
import { compose, contractsOfSources } from './loader.ts';
import { graphOf } from './schema.ts';

const contracts = await contractsOfSources();
const graph = printSchema(graphOf(contracts));
const plain = (sdl: string) =>
  print(
    visit(parse(sdl), { enter: (node) => ('description' in node ? { ...node, description: undefined } : undefined) }),
  );
const withoutTexts = plain(graph);
const has = (text: string) => assert.ok(withoutTexts.includes(text), `${text} is in the graph`);

test('the committed supergraph is that of the contracts (else run `node mesh/compose.ts`)', async () => {
  assert.equal(await readFile(new URL('../schema.graphql', import.meta.url), 'utf8'), await compose(contracts));
});

test('the generated code that the gateway runs on makes the same graph', async () => {
  assert.equal(plain(printSchema(graphOf(await contractsOfCode()))), withoutTexts);
});

test('internal and hidden methods are left out', () => {
  for (const name of ['batchGetAccountReplicas', 'claimMailToken', 'signIn', 'refreshSession', 'commitImport'])
    assert.ok(!withoutTexts.includes(name), name);
});

test('reads take flat arguments, writes one input, streams are subscriptions, responses of one message are unwrapped', () => {
  has('getAccount(id: ID!): Account\n');
  has('createAccount(input: CreateAccountInput!): Account\n');
  has('deleteBudget(input: DeleteBudgetInput!): Boolean\n');
  has('watchNotifications(cursor: String): WatchNotificationsResponse\n');
  has('getNetWorth(householdId: ID, fromDate: String!, toDate: String!): GetNetWorthResponse\n');
  has('createTransfer(input: CreateTransferInput!): CreateTransferResponse\n');
});

test('fields are non-null by presence and required where the zero message is rejected', () => {
  has('type Money {\n  currencyCode: String!\n  minorUnits: BigInt!\n}');
  has('  usedPercent: BigInt\n');
  has('  createTime: DateTime\n');
  has('  openingBalance: Money!\n');
  has('input MoneyInput {\n  currencyCode: String!\n  minorUnits: BigInt\n}');
  has('input UpdateBudgetInput {\n  id: ID!\n  budget: BudgetPatch!\n  requestId: ID\n}');
  has('input CreateBudgetInput {\n  householdId: ID\n  budget: BudgetInput!\n  requestId: ID\n}');
});

test('enums lose their prefix', () => {
  has('enum PeriodUnit {\n  UNSPECIFIED\n  DAY\n  WEEK\n  MONTH\n  YEAR\n}');
});

test('masks are not part of the graph, and comments of the contracts are its descriptions', () => {
  assert.ok(!graph.includes('updateMask') && !graph.includes('FieldMask'));
  assert.ok(graph.includes("Signed amount in the account's currency: money out is negative."));
  assert.ok(graph.includes('Savings.'));
});
