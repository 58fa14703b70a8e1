/** Idempotency end to end: over all four stores, in a race, over the wire, and without leaking secrets. */
import assert from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';
import { createServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { create, toBinary } from '@bufbuild/protobuf';
import { Code, type ConnectError, createClient, createRouterTransport } from '@connectrpc/connect';
import { connectNodeAdapter, createConnectTransport, createGrpcTransport } from '@connectrpc/connect-node';
import { AuthService, RegisterRequestSchema, SignInResponseSchema } from '#gen/melo/users/v1/auth_service_pb.ts';
import { CreateHouseholdRequestSchema, HouseholdService } from '#gen/melo/users/v1/household_service_pb.ts';
import { DuplicateRequestError, type IdempotencyKey, type IdempotencyStore } from '../store/idempotency.ts';
import { clearSecretFields, hasSecretField } from '../telemetry/secret-fields.ts';
import type { EventStoreFixture } from '../testing/event-store-fixture.ts';
import { eventStoreFixtures } from '../testing/event-store-fixtures.ts';
import { reasonOf } from '../testing/test-router.ts';
import { systemClock } from '../values/dates.ts';
import { uuidv7 } from '../values/ids.ts';
import { idempotencyInterceptor } from './idempotency.ts';
import type { Routes } from './routes.ts';
import { writeContextOf } from './write-context.ts';

const PASSWORD = 'seven quiet otters read maps';
const key = new Uint8Array(32).fill(7);

const household = (requestId: string, name = 'Home') =>
  create(CreateHouseholdRequestSchema, { household: { name }, requestId });

for (const [kind, open] of Object.entries(eventStoreFixtures)) {
  describe(`${kind} commits a write once`, { concurrency: false }, () => {
    let fixture: EventStoreFixture;
    before(async () => {
      fixture = await open();
      assert.ok(await fixture.outbox.lease('test', Date.now(), 60_000));
    });
    after(() => fixture.drop());

    /** A client of a method that writes one row; `beforeCommit` runs before the transaction ends. */
    const clientOf = (beforeCommit: () => Promise<void> = async () => {}) => {
      const routes: Routes = (router) =>
        void router.service(HouseholdService, {
          async createHousehold(_request, context) {
            const write = writeContextOf(context);
            const id = write.newId();
            return fixture.commitWrite(write, { id, response: { household: { id, name: 'Home' } } }, beforeCommit);
          },
        });
      const idempotency = idempotencyInterceptor({ store: fixture.idempotency, clock: systemClock, key });
      return createClient(HouseholdService, createRouterTransport(routes, { router: { interceptors: [idempotency] } }));
    };
    const published = async () => {
      const events = await fixture.outbox.take(500);
      await fixture.outbox.sent(events);
      return events.map(({ key: id }) => id);
    };

    test('a repeated request gets the first response and writes nothing', async () => {
      const request = household(uuidv7());
      const first = await clientOf().createHousehold(request);
      const second = await clientOf().createHousehold(request);
      assert.equal(second.household!.id, first.household!.id);
      assert.deepEqual(await published(), [first.household!.id]);
      assert.equal(
        await reasonOf(clientOf().createHousehold(household(request.requestId, 'Other'))),
        'REQUEST_ID_REUSED',
      );
    });

    test('of requests that race, one writes, and all that finish get its response', async () => {
      const request = household(uuidv7());
      const all = Promise.withResolvers<void>();
      let running = 0;
      // MongoDB reserves a request ID before its write, so the others are rejected before they get here.
      const expected = kind === 'MongoDB' ? 1 : 3;
      const client = clientOf(async () => {
        if (++running >= expected) all.resolve();
        // A SQL store makes the others wait for the first; they would wait for each other here.
        if (kind === 'DynamoDB') await all.promise;
      });
      const calls = await Promise.allSettled([1, 2, 3].map(() => client.createHousehold(request)));
      const ids = new Set(calls.flatMap((call) => (call.status === 'fulfilled' ? [call.value.household!.id] : [])));
      for (const call of calls)
        if (call.status === 'rejected') assert.equal((call.reason as ConnectError).code, Code.Aborted);
      assert.equal(ids.size, 1);
      assert.deepEqual(await published(), [...ids]);
      assert.equal((await client.createHousehold(request)).household!.id, [...ids][0]);
    });

    test('a commit that fails leaves no row, no event and no record, and its request ID is free', async () => {
      const request = household(uuidv7());
      const rows = await fixture.rows();
      const failing = clientOf(async () => {
        throw new Error('the process dies here');
      });
      await assert.rejects(failing.createHousehold(request));
      assert.deepEqual(await fixture.rows(), rows);
      assert.deepEqual(await published(), []);
      // A reservation that a dead process left in MongoDB is taken over later.
      if (kind === 'MongoDB') return;
      const { household: created } = await clientOf().createHousehold(request);
      assert.deepEqual(await published(), [created!.id]);
    });
  });
}

type Records = Map<string, { hash: string; response: Uint8Array }>;

/** Routes whose records are kept in a map. */
function recordedRoutes(records: Records, ownKey = key) {
  const store: IdempotencyStore = { find: async ({ requestId }) => records.get(requestId) };
  const commit = (own: IdempotencyKey, response: object) => {
    if (records.has(own.requestId)) throw new DuplicateRequestError();
    records.set(own.requestId, { hash: own.hash, response: own.encode(response) });
    return response;
  };
  const routes: Routes = (router) =>
    void router
      .service(AuthService, {
        register: (_request, context) => commit(writeContextOf(context).idempotencyKey!, {}),
        signIn: (_request, context) =>
          commit(writeContextOf(context).idempotencyKey!, {
            accessToken: 'access-canary',
            refreshToken: 'refresh-canary',
          }),
      })
      .service(HouseholdService, {
        createHousehold: (_request, context) =>
          commit(writeContextOf(context).idempotencyKey!, { household: { id: uuidv7(), name: 'x'.repeat(4_000) } }),
      });
  return { routes, interceptors: [idempotencyInterceptor({ store, clock: systemClock, key: ownKey })] };
}

function recorded(records: Records, ownKey = key) {
  const { routes, interceptors } = recordedRoutes(records, ownKey);
  return createClient(AuthService, createRouterTransport(routes, { router: { interceptors } }));
}

test('a repeated request is answered over every protocol, compressed or not', async (t) => {
  const server = createServer(connectNodeAdapter(recordedRoutes(new Map())));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  t.after(() => server.close());
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const transports = [
    createConnectTransport({ baseUrl, httpVersion: '2' }),
    createConnectTransport({ baseUrl, httpVersion: '2', useBinaryFormat: false, acceptCompression: [] }),
    createGrpcTransport({ baseUrl }),
    createGrpcTransport({ baseUrl, acceptCompression: [] }),
  ];
  for (const transport of transports) {
    const client = createClient(HouseholdService, transport);
    const request = household(uuidv7());
    const first = await client.createHousehold(request);
    assert.deepEqual(await client.createHousehold(request), first);
  }
});

const registration = (password = PASSWORD) => ({
  email: 'ada@example.com',
  name: 'Ada',
  password,
  requestId: '0190d8a4-0000-7000-8000-000000000001',
});

test('the record of a request does not depend on its password and cannot be computed without the key', async () => {
  const records: Records = new Map();
  const client = recorded(records);
  await client.register(registration());
  // The same request with another password is still the same request: nothing is learnt by trying.
  await client.register(registration('another password of hers'));
  const [record] = [...records.values()];
  const hashes = [registration(), { ...registration(), password: '' }].flatMap((request) => {
    const bytes = toBinary(RegisterRequestSchema, create(RegisterRequestSchema, request));
    return ['Register', 'melo.users.v1.AuthService/Register'].map((method) =>
      createHash('sha256').update(`${method}\0`).update(bytes).digest('base64url'),
    );
  });
  assert.ok(hashes.every((hash) => !record!.hash.includes(hash)));
  const others: Records = new Map();
  await recorded(others, new Uint8Array(32).fill(8)).register(registration());
  assert.notEqual([...others.values()][0]!.hash, record!.hash);
});

test('another body under the same request ID is rejected', async () => {
  const client = recorded(new Map());
  await client.register(registration());
  assert.equal(await reasonOf(client.register({ ...registration(), name: 'Eve' })), 'REQUEST_ID_REUSED');
});

test('a response with a secret is not stored, and its request is not executed again', async () => {
  const records: Records = new Map();
  const client = recorded(records);
  const request = { email: 'ada@example.com', password: PASSWORD, requestId: randomUUID() };
  assert.equal((await client.signIn(request)).accessToken, 'access-canary');
  assert.ok(!Buffer.from([...records.values()][0]!.response).includes('canary'));
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
