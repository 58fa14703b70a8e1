/** New code and new certificates come in while people work, and nobody notices. */
import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { command } from '#infra/local/control.ts';
import { until } from '#infra/local/person.ts';
import { processes as mapped } from '#infra/map.ts';
import { certificateAt, identityOf } from '../../envoy/bench.ts';
import { leaves, renewPki } from '../../envoy/pki.ts';
import { at, processes } from './stack.ts';
import { streamDuring } from './stream.ts';

const PER_SECOND = 50;

test('every service and the gateway are replaced under 50 requests a second, and no request fails', async (t) => {
  const before = new Map((await processes()).map(({ name, pid }) => [name, pid]));
  const { sent, failures } = await streamDuring(PER_SECOND, async () => {
    assert.equal(await command<string>(at, 'restart'), '');
  });
  t.diagnostic(`${sent} requests`);
  assert.deepEqual(failures, []);
  const after = new Map((await processes()).map(({ name, pid }) => [name, pid]));
  for (const { name } of mapped) assert.notEqual(after.get(name), before.get(name), `${name} is another process`);
});

test('the edge and a sidecar are replaced under 50 requests a second, and no request fails', async (t) => {
  const envoys = ['edge', 'transactions-sidecar'];
  const pids = async () => (await processes()).filter(({ name }) => envoys.includes(name)).map(({ pid }) => pid);
  const before = await pids();
  const { sent, failures } = await streamDuring(PER_SECOND, async () => {
    assert.equal(await command<string>(at, ['restart', ...envoys].join(' ')), '');
  });
  t.diagnostic(`${sent} requests`);
  assert.deepEqual(failures, []);
  const after = await pids();
  assert.equal(after.length, envoys.length);
  assert.deepEqual(
    after.filter((pid) => before.includes(pid)),
    [],
  );
});

test('every certificate is renewed under 50 requests a second, and no request fails', async (t) => {
  const { sent, failures } = await streamDuring(PER_SECOND, async () => {
    const identity = await identityOf(at, 'edge');
    for (const name of leaves) await rm(join(at.pki, `${name}.pem`));
    assert.deepEqual(await renewPki(at.home), [...leaves]);
    for (const { name } of mapped) {
      const { serialNumber } = new X509Certificate(await readFile(join(at.pki, `${name}.pem`)));
      const options = { ...identity, checkServerIdentity: () => undefined };
      const shown = async () => (await certificateAt(at.ports.sidecar[name]!, options)).serialNumber === serialNumber;
      await until(`${name} to show its new certificate`, shown);
    }
  });
  t.diagnostic(`${sent} requests`);
  assert.deepEqual(failures, []);
});
