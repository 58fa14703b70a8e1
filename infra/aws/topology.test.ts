import assert from 'node:assert/strict';
import { test } from 'node:test';
import { processes } from '../topology.ts';
import { awsTopology } from './topology.ts';

test('every store, call and secret of a process is known to Terraform', () => {
  const aws = awsTopology();
  for (const { name, stores, calls } of processes) {
    assert.deepEqual(aws[name]?.stores, stores);
    for (const called of calls) assert.ok(aws[called]?.callers.includes(name), `${name} calls ${called}`);
  }
  assert.deepEqual(aws['users']?.secrets, [
    'MELO_IDEMPOTENCY_KEY',
    'MELO_AUDIT_KEY',
    'MELO_REGISTRY_PASSWORD',
    'MELO_POSTGRES_URL',
    'MELO_REDIS_URL',
    'MELO_JWT_KEY',
    'MELO_REFRESH_KEY',
    'MELO_MAIL_KEY',
  ]);
  assert.equal(new Set(Object.values(aws).map(({ port }) => port)).size, processes.length);
});
