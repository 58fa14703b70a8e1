import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import { AccountService } from '#gen/melo/accounts/v1/account_service_pb.ts';
import { TransactionService } from '#gen/melo/transactions/v1/transaction_service_pb.ts';
import { createTestGateway, textOf } from '../testing/test-gateway.ts';

const gateway = await createTestGateway((router) => {
  router.service(TransactionService, { listTransactions: () => ({}) });
  router.service(AccountService, { listAccounts: () => ({}) });
});
after(() => gateway.close());
beforeEach(() => {
  gateway.calls.length = 0;
});

/** A list whose rows lead to a transaction, to its counterpart, and so on. */
const nested = (levels: number): string =>
  levels === 0 ? 'id' : `transfer { counterTransaction { ${nested(levels - 1)} } }`;
const list = (inner: string, args = '') => `{ listTransactions${args} { transactions { ${inner} } } }`;

async function rejectionOf(query: string, variables: object = {}): Promise<string> {
  const { errors } = await gateway.ask(query, variables);
  assert.equal(errors?.length, 1);
  assert.equal(gateway.calls.length, 0, 'nothing was called');
  return errors[0]?.message ?? '';
}

test('ten levels are served, more are rejected', async () => {
  assert.equal((await gateway.ask(list(nested(3)))).errors, undefined);
  gateway.calls.length = 0;
  assert.match(await rejectionOf(list(nested(4))), /11 levels deep/);
});

test('depth counts through fragments', async () => {
  const query = `${list('...A')} fragment A on Transaction { ... on Transaction { ${nested(4)} } }`;
  assert.match(await rejectionOf(query), /11 levels deep/);
});

const rich = `id amount { minorUnits } account { id name balance { balance { minorUnits } } }
  lines { amount { minorUnits } category { name parent { name } } } transfer { counterAccount { name } }`;

test('a full page of rows with their joined rows is served', async () => {
  assert.equal((await gateway.ask(list(rich, '(pageSize: 200)'))).errors, undefined);
});

test('cost counts pages, in the text and in variables, and aliases', async () => {
  const three = (size: string) =>
    [1, 2, 3].map((n) => `a${n}: listTransactions(pageSize: ${size}) { transactions { ${rich} } }`);
  assert.match(await rejectionOf(`{ ${three('200')} }`), /may read \d+ objects/);
  assert.match(await rejectionOf(`query ($n: Int) { ${three('$n')} }`, { n: 200 }), /may read \d+ objects/);
  assert.match(await rejectionOf(`query ($n: Int = 200) { ${three('$n')} }`), /may read \d+ objects/);
  assert.equal((await gateway.ask(`query ($n: Int = 200) { ${three('$n')} }`, { n: 20 })).errors, undefined);
});

test('a rejection has its reason in the extensions', async () => {
  const { errors } = await gateway.ask(list(nested(4)));
  assert.deepEqual(errors?.[0]?.extensions, { code: 'INVALID_ARGUMENT', reason: 'QUERY_TOO_LARGE' });
});

test('many aliases of one call are rejected', async () => {
  const aliases = Array.from({ length: 21 }, (_, i) => `a${i}: listAccounts { nextPageToken }`);
  assert.match(await rejectionOf(`{ ${aliases.join(' ')} }`), /At most 20 top-level fields/);
});

test('more than 50 fragments or 50 spreads are rejected, and their fields count at each spread', async () => {
  const fragments = (count: number) =>
    Array.from({ length: count }, (_, i) => `fragment F${i} on Query { __typename }`).join(' ');
  assert.match(await rejectionOf(`{ __typename } ${fragments(51)}`), /at most 50 fragments/);
  assert.match(await rejectionOf(`{ ${'...F0 '.repeat(51)} } ${fragments(1)}`), /at most 50 times/);
  const wide = `{ listAccounts { accounts { ${'...A '.repeat(40)} } } } fragment A on Account { ${'name '.repeat(30)} }`;
  assert.match(await rejectionOf(wide), /asks for 1202 fields/);
});

test('many aliases below the top level are rejected', async () => {
  const aliased = Array.from({ length: 101 }, (_, i) => `a${i}: name`).join(' ');
  assert.match(await rejectionOf(`{ listAccounts { accounts { ${aliased} } } }`), /at most 100 aliases/);
});

test('the limits hold for every operation of a document, also for those that are not executed', async () => {
  const text = `query A { __typename } query B { ${'__typename '.repeat(21)} }`;
  const response = await gateway.send(JSON.stringify({ query: text, operationName: 'A' }));
  assert.match(await textOf(response), /At most 20 top-level fields/);
});

test('a document with too many tokens is rejected by the parser', async () => {
  assert.match(await rejectionOf(`{ ${'__typename '.repeat(3_000)} }`), /tokens/);
});

test('only a POST of JSON is taken, so a foreign page cannot make a signed-in browser write', async () => {
  const body = JSON.stringify({ query: '{ listAccounts { nextPageToken } }' });
  const statuses = [
    await gateway.send(body, { headers: { 'content-type': 'text/plain' } }),
    await gateway.send(body, { headers: { 'content-type': 'application/x-www-form-urlencoded' } }),
    await gateway.send('', { method: 'GET' }),
    await gateway.send('x'.repeat(1024 * 1024 + 1)),
    await gateway.send(body),
  ].map(({ statusCode }) => statusCode);
  assert.deepEqual(statuses, [415, 415, 405, 413, 200]);
  assert.equal(gateway.calls.length, 1);
});

test('several operations in one body are rejected', async () => {
  const operation = { query: '{ listAccounts { nextPageToken } }' };
  const response = await gateway.send(JSON.stringify([operation, operation]));
  assert.match(await textOf(response), /errors/);
  assert.equal(gateway.calls.length, 0);
});
