/** Generated clients: Connect, gRPC and gRPC-Web through the edge, plain and over TLS, return the same. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Code, ConnectError, createClient, type Transport } from '@connectrpc/connect';
import { createConnectTransport, createGrpcTransport, createGrpcWebTransport } from '@connectrpc/connect-node';
import { AccountInternalService } from '#gen/melo/accounts/v1/account_internal_service_pb.ts';
import { AccountService } from '#gen/melo/accounts/v1/account_service_pb.ts';
import { at, newHousehold } from './household.ts';

const ca = readFileSync(join(at.pki, 'ca.pem'));
const tls = { baseUrl: at.urls.edgeTls, nodeOptions: { ca } } as const;
const plain = { baseUrl: at.urls.web } as const;
const transports: Record<string, Transport> = {
  'Connect over TLS': createConnectTransport({ ...tls, httpVersion: '2' }),
  'Connect in JSON': createConnectTransport({ ...plain, httpVersion: '1.1', useBinaryFormat: false }),
  'gRPC over TLS': createGrpcTransport(tls),
  gRPC: createGrpcTransport(plain),
  'gRPC-Web over TLS': createGrpcWebTransport({ ...tls, httpVersion: '1.1' }),
};

test('every protocol returns the same accounts and denies the same callers', async (context) => {
  const { person, checking, card } = await newHousehold('protocols');
  const headers = { authorization: `Bearer ${await person.token()}` };
  for (const [name, transport] of Object.entries(transports)) {
    await context.test(name, async () => {
      const client = createClient(AccountService, transport);
      const { accounts } = await client.listAccounts({}, { headers });
      assert.deepEqual(accounts.map(({ id }) => id).sort(), [checking, card].sort());
      await assert.rejects(client.listAccounts({}), (error) => ConnectError.from(error).code === Code.Unauthenticated);
      const internal = createClient(AccountInternalService, transport);
      await assert.rejects(internal.batchGetAccountReplicas({ ids: [checking] }, { headers }));
      await assert.rejects(
        client.getAccount({ id: 'no uuid' }, { headers }),
        (error) => ConnectError.from(error).code === Code.InvalidArgument,
      );
    });
  }
});

test('the edge compresses large answers of unary calls, and only those', async () => {
  const { person } = await newHousehold('compression');
  const ask = (path: string, body: object, encoding: string) =>
    person.token().then((token) =>
      fetch(`${at.urls.web}${path}`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
          'accept-encoding': encoding,
        },
        body: JSON.stringify(body),
      }),
    );
  const categories = '/melo.categories.v1.CategoryService/ListCategories';
  const large = await ask(categories, { pageSize: 200 }, 'gzip');
  assert.equal(large.headers.get('content-encoding'), 'gzip');
  assert.ok((await large.json()).categories.length > 20);
  assert.equal((await ask(categories, { pageSize: 200 }, 'identity')).headers.get('content-encoding'), null);
  assert.equal((await ask(categories, { pageSize: 1 }, 'gzip')).headers.get('content-encoding'), null);
  const selection = '{ categories { id householdId parentId name kind icon createTime etag } }';
  const query = `{ one: listCategories(pageSize: 200) ${selection} two: listCategories(pageSize: 200) ${selection} }`;
  assert.equal((await ask('/graphql', { query }, 'gzip')).headers.get('content-encoding'), 'gzip');
});
