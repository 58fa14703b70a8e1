import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createClient, createRouterTransport } from '@connectrpc/connect';
import { ServerReflection } from '#gen/grpc/reflection/v1/reflection_pb.ts';
import { reasonOf } from '../testing/test-router.ts';
import { accessInterceptor } from './access.ts';
import { reflectionRoutes } from './reflection.ts';
import { createRevocations } from './revocations.ts';
import type { Token } from './token.ts';

const token: Token = {
  userId: 'u',
  sessionId: 's',
  households: new Map(),
  defaultHousehold: '',
  issuedMs: Date.now(),
  expireMs: Date.now() + 60_000,
};

/** Asks a process for its services. */
async function reflect(guardsReflection: boolean, headers: Record<string, string> = {}): Promise<void> {
  const verify = async (bearer: string) => (bearer === 'good' ? token : undefined);
  const interceptors = [accessInterceptor(verify, createRevocations(), { guardsReflection })];
  const transport = createRouterTransport((router) => void reflectionRoutes(router), { router: { interceptors } });
  async function* questions() {
    yield { messageRequest: { case: 'listServices' as const, value: '' } };
  }
  const client = createClient(ServerReflection, transport);
  for await (const { messageResponse } of client.serverReflectionInfo(questions(), { headers }))
    assert.equal(messageResponse.case, 'listServicesResponse');
}

test('reflection is for anyone, or where it is guarded for signed-in callers', async () => {
  await reflect(false);
  assert.equal(await reasonOf(reflect(true)), 'SIGN_IN_REQUIRED');
  assert.equal(await reasonOf(reflect(true, { authorization: 'Bearer bad' })), 'SIGN_IN_REQUIRED');
  await reflect(true, { authorization: 'Bearer good' });
});
