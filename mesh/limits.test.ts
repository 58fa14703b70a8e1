import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import { AccountService } from '#gen/melo/accounts/v1/account_service_pb.ts';
import { TransactionService } from '#gen/melo/transactions/v1/transaction_service_pb.ts';
import { openBench, textOf } from './bench.ts';

const bench = await openBench((router) => {
  router.service(TransactionService, { listTransactions: () => ({}) });
  router.service(AccountService, { listAccounts: () => ({}) });
});
after(() => bench.close());
beforeEach(() => {
  bench.calls.length = 0;
});

/** A list whose rows lead to a transaction, to its counterpart, and so on. */
const nested = (levels: number): string =>
  levels === 0 ? 'id' : `transfer { counterTransaction { ${nested(levels - 1)} } }`;
const list = (inner: string, args = '') => `{ listTransactions${args} { transactions { ${inner} } } }`;

async function refused(query: string, variables: object = {}): Promise<string> {
  const { errors } = await bench.ask(query, variables);
  assert.equal(errors?.length, 1);
  assert.equal(bench.calls.length, 0, 'nothing was called');
  return errors[0]?.message ?? '';
}

test('ten levels are answered, more are refused', async () => {
  assert.equal((await bench.ask(list(nested(3)))).errors, undefined);
  bench.calls.length = 0;
  assert.match(await refused(list(nested(4))), /11 levels deep/);
});

test('depth counts through fragments', async () => {
  const query = `${list('...A')} fragment A on Transaction { ... on Transaction { ${nested(4)} } }`;
  assert.match(await refused(query), /11 levels deep/);
});

const rich = `id amount { minorUnits } account { id name balance { balance { minorUnits } } }
  lines { amount { minorUnits } category { name parent { name } } } transfer { counterAccount { name } }`;

test('a full page of rows with their joined rows is answered', async () => {
  assert.equal((await bench.ask(list(rich, '(pageSize: 200)'))).errors, undefined);
});

test('cost counts pages, in the text and in variables, and aliases', async () => {
  const three = (size: string) =>
    [1, 2, 3].map((n) => `a${n}: listTransactions(pageSize: ${size}) { transactions { ${rich} } }`);
  assert.match(await refused(`{ ${three('200')} }`), /may read \d+ objects/);
  assert.match(await refused(`query ($n: Int) { ${three('$n')} }`, { n: 200 }), /may read \d+ objects/);
  assert.equal((await bench.ask(`query ($n: Int) { ${three('$n')} }`, { n: 20 })).errors, undefined);
});

test('a refusal says why in its extensions', async () => {
  const { errors } = await bench.ask(list(nested(4)));
  assert.deepEqual(errors?.[0]?.extensions, { code: 'INVALID_ARGUMENT', reason: 'QUERY_TOO_LARGE' });
});

test('many aliases of one call are refused', async () => {
  const aliases = Array.from({ length: 21 }, (_, i) => `a${i}: listAccounts { nextPageToken }`);
  assert.match(await refused(`{ ${aliases.join(' ')} }`), /At most 20 top-level fields/);
});

test('a document of too many words is refused while it is read', async () => {
  assert.match(await refused(`{ ${'__typename '.repeat(3_000)} }`), /tokens/);
});

test('introspection is answered', async () => {
  const { getIntrospectionQuery } = await import('graphql');
  const { data, errors } = await bench.ask(getIntrospectionQuery());
  assert.equal(errors, undefined);
  assert.ok(data?.['__schema']);
});

test('only a POST of JSON is taken, so a foreign page cannot make a signed-in browser write', async () => {
  const body = JSON.stringify({ query: '{ listAccounts { nextPageToken } }' });
  const statuses = [
    await bench.send(body, { 'content-type': 'text/plain' }),
    await bench.send(body, { 'content-type': 'application/x-www-form-urlencoded' }),
    await bench.send('', {}, 'GET'),
    await bench.send('x'.repeat(1024 * 1024 + 1)),
    await bench.send(body),
  ].map(({ statusCode }) => statusCode);
  assert.deepEqual(statuses, [415, 415, 405, 413, 200]);
  assert.equal(bench.calls.length, 1);
});

test('several operations in one body are refused', async () => {
  const operation = { query: '{ listAccounts { nextPageToken } }' };
  const response = await bench.send(JSON.stringify([operation, operation]));
  assert.match(await textOf(response), /errors/);
  assert.equal(bench.calls.length, 0);
});
