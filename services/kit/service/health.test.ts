import assert from 'node:assert/strict';
import { test } from 'node:test';
import { create } from '@bufbuild/protobuf';
import {
  HealthCheckRequestSchema,
  HealthCheckResponse_ServingStatus as Status,
} from '#gen/grpc/health/v1/health_pb.ts';
import { createHealth, type HealthSources } from './health.ts';

const STORE_TIMEOUT_MS = 20;

/** The status for the check of each name. */
async function statusOf(sources: HealthSources): Promise<Record<string, Status>> {
  const health = createHealth(sources, STORE_TIMEOUT_MS);
  const check = async (service: string) => (await health.check(create(HealthCheckRequestSchema, { service }))).status;
  return { all: await check(''), liveness: await check('liveness'), readiness: await check('readiness') };
}

const { SERVING, NOT_SERVING } = Status;
const current = async () => {};

test('a process with consumers that run and a store that responds is alive and ready', async () => {
  const expected = { all: SERVING, liveness: SERVING, readiness: SERVING };
  assert.deepEqual(await statusOf({ healthy: () => true, assertCurrent: current }), expected);
  assert.deepEqual(await statusOf({}), expected);
});

test('a store that fails, or never answers, makes a process unready, but not one to restart', async () => {
  const expected = { all: SERVING, liveness: SERVING, readiness: NOT_SERVING };
  const stores = [() => Promise.reject(new Error('the store is down')), () => new Promise<void>(() => {})];
  for (const assertCurrent of stores) assert.deepEqual(await statusOf({ assertCurrent }), expected);
});

test('consumers that have ended make a process unready', async () => {
  assert.deepEqual(await statusOf({ healthy: () => false, assertCurrent: current }), {
    all: NOT_SERVING,
    liveness: SERVING,
    readiness: NOT_SERVING,
  });
});
