import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createClient, createRouterTransport } from '@connectrpc/connect';
import { pino } from 'pino';
import { Role } from '#gen/melo/users/v1/household_pb.ts';
import { HouseholdService } from '#gen/melo/users/v1/household_service_pb.ts';
import { accessInterceptor, callerOf } from '../rpc/access.ts';
import { createRevocations } from '../rpc/revocations.ts';
import type { Routes } from '../rpc/routes.ts';
import { reasonOf } from '../testing/test-router.ts';
import { uuidv7 } from '../values/ids.ts';
import { createSecurityLog, type SecurityEvent } from './security-log.ts';

const NETWORK = '192.0.2.77';
const household = uuidv7();
const token = {
  userId: uuidv7(),
  sessionId: uuidv7(),
  households: new Map([[household, Role.VIEWER]]),
  defaultHousehold: household,
  issuedMs: Date.now(),
  expireMs: Date.now() + 60_000,
};

const households: Routes = (router) =>
  void router.service(HouseholdService, {
    deleteHousehold: ({ id }, context) => {
      callerOf(context).requireRole({ householdId: id }, 'household');
      return {};
    },
    listHouseholds: () => ({}),
  });

test('a denial is logged with user, session, request and hashed network, whether by role or by process', async () => {
  const lines: string[] = [];
  const kept: SecurityEvent[] = [];
  const log = pino({ level: 'info' }, { write: (line: string) => void lines.push(line) });
  const security = createSecurityLog({ log, key: Buffer.from('test'), keep: async (event) => void kept.push(event) });
  const access = accessInterceptor(async (bearer) => (bearer === 'known' ? token : undefined), createRevocations());
  const transport = createRouterTransport(households, { router: { interceptors: [security.denials, access] } });
  const client = createClient(HouseholdService, transport);
  const headers = (process: string) => ({
    authorization: 'Bearer known',
    'x-envoy-external-address': NETWORK,
    'x-forwarded-client-cert': `URI=spiffe://melo/${process}`,
  });
  const requestId = uuidv7();
  const denied = client.deleteHousehold({ id: household, requestId }, { headers: headers('edge') });
  assert.equal(await reasonOf(denied), 'ROLE_TOO_LOW');
  assert.equal(await reasonOf(client.listHouseholds({}, { headers: headers('budgets') })), 'PROCESS_REFUSED');
  await client.listHouseholds({}, { headers: headers('edge') });

  const [byRole, byProcess, more] = kept;
  assert.equal(more, undefined);
  const { kind, outcome, userId, sessionId, method } = byRole!;
  assert.deepEqual(
    [kind, outcome, userId, sessionId, method, byRole!.requestId],
    ['denial', 'failure', token.userId, token.sessionId, 'melo.users.v1.HouseholdService/DeleteHousehold', requestId],
  );
  assert.equal(byProcess!.userId, '');
  assert.equal(byRole!.networkHash, byProcess!.networkHash);
  assert.equal(lines.length, 2);
  for (const line of lines) {
    assert.equal(JSON.parse(line).event, 'security_event');
    assert.ok(!line.includes(NETWORK));
  }
});
