/** The stack agrees with the topology. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { processes, services } from '#infra/topology.ts';
import { addresses } from './addresses.ts';
import { environment } from './cli/environment.ts';
import { exists } from './processes.ts';
import { stepsOf } from './stack.ts';
import { supervise } from './supervisor/supervise.ts';

test('every process of the topology runs behind its sidecar, and every service after its stores and its migration', async (t) => {
  const home = mkdtempSync(join(tmpdir(), 'melo-stack-'));
  const at = addresses({ MELO_HOME: home, HOME: home });
  t.after(() => {
    for (const folder of [home, at.run]) rmSync(folder, { recursive: true, force: true });
  });
  const steps = await stepsOf(at, 'start', () => {});
  const needsOf = (name: string) => steps.find((step) => step.name === name)?.needs ?? [];
  for (const { name } of processes.filter((one) => exists(one.name))) {
    assert.ok(needsOf(name).includes(`${name}-sidecar`), name);
  }
  for (const { name, stores } of services.filter((one) => exists(one.name))) {
    assert.ok(needsOf(name).includes(`migrate ${name}`), name);
    for (const store of stores) {
      assert.ok(needsOf(`migrate ${name}`).includes(store === 'postgres' ? 'databases' : store), `${name} ${store}`);
    }
  }
  supervise(at, steps, () => {});
});

test('env prints every store, the certificates and the demo user', () => {
  const printed = environment(addresses({ HOME: '/tmp' }));
  for (const key of ['web', 'edgeTls', 'graphql', 'mail', 'smtp', 'registry', 'mariadb', 'redis', 'mongodb'] as const) {
    assert.ok(URL.canParse(printed[key]), key);
  }
  assert.match(printed.kafka, /^127\.0\.0\.1:\d+$/);
  assert.match(printed.kafka, /^127\.0\.0\.1:\d+$/);
  assert.deepEqual(
    Object.keys(printed.postgres).sort(),
    ['categories', 'notifications', 'postgres', 'reports', 'users'].sort(),
  );
  assert.ok(printed.clientKey.endsWith('developer.key') && printed.ca.endsWith('ca.pem'));
  assert.match(printed.demoUser.email, /@/);
});
