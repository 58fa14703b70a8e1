import assert from 'node:assert/strict';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import {
  DynamoDBClient,
  GetItemCommand,
  QueryCommand,
  ResourceNotFoundException,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { createDynamoClient } from './client.ts';
import { signer } from './signing.ts';

Object.assign(process.env, {
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
});

/** Answers that a test expects, first to last, and the requests that arrived. */
const answers: { status: number; body: object }[] = [];
const requests: { headers: IncomingHttpHeaders; body: string }[] = [];
let server: Server;
let client: DynamoDBClient;

before(async () => {
  server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    requests.push({ headers: request.headers, body });
    const { status, body: answer } = answers.shift()!;
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(answer));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  client = createDynamoClient(urlOf(server));
});
after(() => {
  client.destroy();
  server.close();
});

const getItem = () => new GetItemCommand({ TableName: 'accounts', Key: { pk: { S: 'Café' }, sk: { S: '1' } } });

for (const command of [
  getItem(),
  new QueryCommand({ TableName: 'accounts' }),
  new TransactWriteItemsCommand({ TransactItems: [] }),
])
  test(`${command.constructor.name} runs exactly this middleware of the SDK, in this order`, () => {
    command.resolveMiddleware(client.middlewareStack as never, client.config as never, {});
    assert.deepEqual(client.middlewareStack.concat(command.middlewareStack as never).identify(), [
      'serializerMiddleware - serialize',
      'retryMiddleware - finalizeRequest',
      'signingMiddleware - after retryMiddleware',
      'deserializerMiddleware - deserialize',
    ]);
  });

test('a request has the body, the target and the signature that the SDK alone would send', async () => {
  answers.push({ status: 200, body: { Item: { pk: { S: 'a' } } } }, { status: 200, body: {} });
  const { Item, $metadata } = await client.send(getItem());
  assert.deepEqual([Item, $metadata.httpStatusCode, $metadata.attempts], [{ pk: { S: 'a' } }, 200, 1]);
  const plain = new DynamoDBClient({ endpoint: urlOf(server) });
  await plain.send(getItem());
  plain.destroy();
  const [ours, theirs] = requests.splice(0);
  assert.equal(ours!.body, theirs!.body);
  for (const name of ['content-type', 'content-length', 'host', 'x-amz-target', 'connection'])
    assert.equal(ours!.headers[name], theirs!.headers[name], name);
  assert.match(ours!.headers['authorization']!, /^AWS4-HMAC-SHA256 Credential=local\/\d{8}\/eu-central-1\/dynamodb\//);
});

for (const sessionToken of [undefined, 'token'])
  test(`a signature equals that of the SDK, ${sessionToken ? 'with' : 'without'} a session token, on each day`, async () => {
    const sign = signer();
    const credentials = { accessKeyId: 'AKID', secretAccessKey: 'secret', ...(sessionToken && { sessionToken }) };
    const plain = new DynamoDBClient({ region: 'eu-west-1', credentials, ...{ applyChecksum: false } });
    const sdk = await plain.config.signer();
    for (const day of ['2026-11-27T23:59:59.999Z', '2026-11-28T00:00:00.000Z', '2026-11-28T00:00:01.000Z']) {
      const request = {
        method: 'POST',
        protocol: 'https:',
        path: '/',
        query: {},
        hostname: 'dynamodb.eu-west-1.amazonaws.com',
        headers: {
          'content-type': 'application/x-amz-json-1.0',
          'x-amz-target': 'DynamoDB_20120810.GetItem',
          'amz-sdk-request': 'attempt=1; max=3',
        },
        body: '{"TableName":"Café"}',
      };
      const now = new Date(day);
      const { authorization, ...headers } = sign(request, { region: 'eu-west-1', credentials }, now);
      const theirs = await sdk.sign({ ...request, headers }, { signingDate: now });
      assert.equal(authorization, theirs.headers['authorization']);
    }
    plain.destroy();
  });

test('a failed attempt is repeated with a signature of its own, and an error keeps its class', async () => {
  const type = 'com.amazonaws.dynamodb.v20120810#';
  answers.push(
    { status: 500, body: { __type: `${type}InternalServerError` } },
    { status: 400, body: { __type: `${type}ThrottlingException` } },
    { status: 400, body: { __type: `${type}ResourceNotFoundException`, message: 'no table' } },
  );
  await assert.rejects(client.send(getItem()), (error: unknown) => {
    assert.ok(error instanceof ResourceNotFoundException);
    assert.deepEqual([error.message, error.$metadata.attempts], ['no table', 3]);
    return true;
  });
  assert.deepEqual(
    requests.splice(0).map(({ headers }) => headers['amz-sdk-request']),
    ['attempt=1; max=3', 'attempt=2; max=3', 'attempt=3; max=3'],
  );
});

test('concurrent calls of one command get their own responses', async () => {
  answers.push(...Array.from({ length: 20 }, (_, i) => ({ status: 200, body: { Item: { pk: { S: String(i) } } } })));
  const items = await Promise.all(Array.from({ length: 20 }, () => client.send(getItem())));
  assert.equal(new Set(items.map(({ Item }) => Item!['pk']!.S)).size, 20);
  requests.splice(0);
});

test('without an endpoint requests go to the region, encrypted', async () => {
  const regional = createDynamoClient(undefined);
  assert.deepEqual(await regional.config.endpoint!(), {
    protocol: 'https:',
    hostname: 'dynamodb.eu-central-1.amazonaws.com',
    path: '/',
  });
  regional.destroy();
});

const urlOf = (of: Server) => `http://127.0.0.1:${(of.address() as AddressInfo).port}`;
