/** grpcurl knows nothing of Melo but the edge's address: it learns the contracts by reflection, then calls. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { MessageInitShape } from '@bufbuild/protobuf';
import { createClient } from '@connectrpc/connect';
import { createGrpcTransport } from '@connectrpc/connect-node';
import { ServerReflection, type ServerReflectionRequestSchema } from '#gen/grpc/reflection/v1/reflection_pb.ts';
import { contracts } from '#infra/contracts.ts';
import { environment } from '#infra/local/cli/environment.ts';
import { run } from '#infra/local/supervisor/run.ts';
import { at, newHousehold, today } from '../e2e/household.ts';
import { goTools } from './tools.ts';
import { reflectedServices } from './visit.ts';

const UNITS = '9007199254740993';
const { ca, web, edgeTls } = environment(at);
const plain = ['-plaintext', new URL(web).host];
const tls = ['-cacert', ca, new URL(edgeTls).host];

let grpcurl: (...args: string[]) => Promise<string>;

before(async () => {
  const program = await (await goTools(at)).tool('grpcurl');
  grpcurl = (...args) => run(program, args);
});

test('grpcurl lists and describes every service and method, on the plain port and over TLS', async () => {
  const services = await reflectedServices();
  for (const port of [plain, tls]) assert.deepEqual((await grpcurl(...port, 'list')).trim().split('\n'), services);
  const described = await grpcurl(...tls, 'describe');
  for (const { service, method } of await contracts()) {
    assert.match(described, new RegExp(`^${service} is a service:`, 'm'));
    assert.match(described, new RegExp(`^  rpc ${method} \\(`, 'm'));
  }
  assert.match(
    await grpcurl(...plain, 'describe', 'melo.money.v1.Money'),
    /int64 minor_units = 2 \[\s+\(.buf.validate/,
  );
});

test('grpcurl calls a described method and reads amounts and errors exactly', async () => {
  const { person, checking } = await newHousehold('grpcurl');
  const bearer = ['-H', `authorization: Bearer ${await person.token()}`];
  const call = (method: string, request: object, ...more: string[]) =>
    grpcurl(...more, '-d', JSON.stringify(request), ...tls, `melo.${method}`);
  const transaction = {
    accountId: checking,
    postingDate: today.toString(),
    amount: { currencyCode: 'EUR', minorUnits: UNITS },
  };
  const create = 'transactions.v1.TransactionService/CreateTransaction';
  const requestId = crypto.randomUUID();
  const made = JSON.parse(await call(create, { transaction, requestId }, ...bearer)).transaction;
  assert.equal(made.amount.minorUnits, UNITS);
  const again = await call('transactions.v1.TransactionService/GetTransaction', { id: made.id }, ...bearer);
  assert.deepEqual(JSON.parse(again).transaction, made);

  await assert.rejects(call(create, { transaction, requestId }), /Code: Unauthenticated/);
  const other = { ...transaction, accountId: crypto.randomUUID() };
  await assert.rejects(
    call(create, { transaction: other, requestId: crypto.randomUUID() }, ...bearer),
    /Code: InvalidArgument[\s\S]*google\.rpc\.ErrorInfo[\s\S]*"reason": "ACCOUNT_UNKNOWN"/,
  );
  await assert.rejects(call(create, { transaction }, ...bearer), /buf\.validate\.Violations[\s\S]*"request_id"/);
});

test('reflection reports an unknown symbol and its stream continues', async () => {
  const questions: NonNullable<MessageInitShape<typeof ServerReflectionRequestSchema>['messageRequest']>[] = [
    { case: 'fileContainingSymbol', value: 'melo.users.v1.AuthService.SignIn' },
    { case: 'fileContainingSymbol', value: 'melo.money.v1.Money.minor_units' },
    { case: 'fileByFilename', value: 'google/protobuf/timestamp.proto' },
    { case: 'fileContainingExtension', value: { containingType: 'google.protobuf.MethodOptions', extensionNumber: 1 } },
    { case: 'allExtensionNumbersOfType', value: 'google.protobuf.MethodOptions' },
    { case: 'fileByFilename', value: '../package.json' },
    { case: 'allExtensionNumbersOfType', value: 'melo.Nothing' },
    { case: undefined },
  ];
  const client = createClient(ServerReflection, createGrpcTransport({ baseUrl: web }));
  const heard: string[] = [];
  const asking = async function* () {
    for (const messageRequest of questions) yield { messageRequest };
  };
  for await (const { messageResponse } of client.serverReflectionInfo(asking())) {
    const { case: what, value } = messageResponse;
    heard.push(what === 'errorResponse' ? `${value.errorCode}` : what!);
    if (what === 'allExtensionNumbersResponse') assert.ok(value.extensionNumber.length > 0);
  }
  const [file, numbers] = ['fileDescriptorResponse', 'allExtensionNumbersResponse'];
  assert.deepEqual(heard, [file, file, file, '5', numbers, '5', '5', '3']);
});
