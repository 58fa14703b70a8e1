import assert from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { create, toBinary } from '@bufbuild/protobuf';
import { Code, type ConnectError, createClient, createRouterTransport } from '@connectrpc/connect';
import { AuthService, RegisterRequestSchema, SignInResponseSchema } from '#gen/melo/users/v1/auth_service_pb.ts';
import { clearSecretFields, hasSecretField } from '../telemetry/secret-fields.ts';
import { reasonOf } from '../testing/test-router.ts';
import { systemClock } from '../values/dates.ts';
import {
  DuplicateRequestError,
  type IdempotencyKey,
  type IdempotencyStore,
  idempotentRoutes,
  writeContextOf,
} from './write-context.ts';

const PASSWORD = 'seven quiet otters read maps';
const key = new Uint8Array(32).fill(7);

/** The records of a store, and a client of routes that keep theirs there. */
function recorded(kept: Map<string, { hash: string; answer: Uint8Array }>, ownKey = key) {
  const requests: IdempotencyStore = { find: async ({ requestId }) => kept.get(requestId) };
  const commit = (ticket: IdempotencyKey, answer: Parameters<IdempotencyKey['encode']>[0]) => {
    if (kept.has(ticket.requestId)) throw new DuplicateRequestError();
    kept.set(ticket.requestId, { hash: ticket.hash, answer: ticket.encode(answer) });
  };
  const routes = idempotentRoutes(
    (router) =>
      void router.service(AuthService, {
        register(_request, context) {
          const answer = create(AuthService.method.register.output);
          commit(writeContextOf(context).idempotencyKey!, answer);
          return answer;
        },
        signIn(_request, context) {
          const answer = create(SignInResponseSchema, { accessToken: 'access-canary', refreshToken: 'refresh-canary' });
          commit(writeContextOf(context).idempotencyKey!, answer);
          return answer;
        },
      }),
    { store: requests, clock: systemClock, key: ownKey },
  );
  return createClient(AuthService, createRouterTransport(routes));
}

const registration = (password = PASSWORD) => ({
  email: 'ada@example.com',
  name: 'Ada',
  password,
  requestId: '0190d8a4-0000-7000-8000-000000000001',
});

test('the record of a request does not depend on its password and cannot be computed without the key', async () => {
  const kept = new Map<string, { hash: string; answer: Uint8Array }>();
  const client = recorded(kept);
  await client.register(registration());
  // The same request with another password is still the same request: nothing is learnt by trying.
  await client.register(registration('another password of hers'));
  const [record] = [...kept.values()];
  const hashes = [registration(), { ...registration(), password: '' }].flatMap((request) => {
    const bytes = toBinary(RegisterRequestSchema, create(RegisterRequestSchema, request));
    return ['Register', 'melo.users.v1.AuthService/Register'].map((method) =>
      createHash('sha256').update(`${method}\0`).update(bytes).digest('base64url'),
    );
  });
  assert.ok(hashes.every((hash) => !record!.hash.includes(hash)));
  const others = new Map<string, { hash: string; answer: Uint8Array }>();
  await recorded(others, new Uint8Array(32).fill(8)).register(registration());
  assert.notEqual([...others.values()][0]!.hash, record!.hash);
});

test('another body under the same request ID is still refused', async () => {
  const client = recorded(new Map());
  await client.register(registration());
  assert.equal(await reasonOf(client.register({ ...registration(), name: 'Eve' })), 'REQUEST_ID_REUSED');
});

test('a response with a secret is not stored, and its request is not done again', async () => {
  const kept = new Map<string, { hash: string; answer: Uint8Array }>();
  const client = recorded(kept);
  const request = { email: 'ada@example.com', password: PASSWORD, requestId: randomUUID() };
  assert.equal((await client.signIn(request)).accessToken, 'access-canary');
  assert.ok(!Buffer.from([...kept.values()][0]!.answer).includes('canary'));
  const again = client.signIn(request);
  assert.equal(await reasonOf(again), 'REQUEST_ALREADY_DONE');
  await assert.rejects(again, (error: ConnectError) => error.code === Code.AlreadyExists);
});

test('secrets are cleared in a copy, at any depth, and messages without any are left as they are', () => {
  assert.ok(hasSecretField(RegisterRequestSchema) && hasSecretField(SignInResponseSchema));
  const request = create(RegisterRequestSchema, registration());
  assert.equal((clearSecretFields(RegisterRequestSchema, request) as typeof request).password, '');
  assert.equal(request.password, PASSWORD);
  const { output } = AuthService.method.register;
  const plain = create(output);
  assert.equal(clearSecretFields(output, plain), plain);
});
