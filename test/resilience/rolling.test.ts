/** New code and new certificates under load, without a failed request. */
import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { until } from '#infra/local/demo/api-client.ts';
import { command } from '#infra/local/supervisor/control.ts';
import { EDGE, processes as mapped } from '#infra/topology.ts';
import { leaves, PUBLIC, renewPki } from '../../envoy/pki/pki.ts';
import { certificateAt, identityOf } from '../../envoy/testing/test-envoy.ts';
import { newHousehold, spend } from '../e2e/household.ts';
import { at, processes } from './stack.ts';
import { streamDuring } from './stream.ts';

const PER_SECOND = 50;
/** The edge, the way of all that GraphQL asks, and that of a service which calls others. */
const envoys = ['edge', 'mesh-sidecar', 'transactions-sidecar'];
const RENEWALS = 2;
const BETWEEN_RENEWALS_MS = 2_000;

test('every service and the gateway are replaced under 50 requests a second, and no request fails', async (t) => {
  const before = new Map((await processes()).map(({ name, pid }) => [name, pid]));
  const { sent, failures } = await streamDuring(PER_SECOND, async () => {
    assert.equal(await command<string>(at, 'restart'), '');
  });
  t.diagnostic(`${sent} requests`);
  assert.ok(sent > PER_SECOND, `${sent} requests`);
  assert.deepEqual(failures, []);
  const after = new Map((await processes()).map(({ name, pid }) => [name, pid]));
  for (const { name } of mapped) assert.notEqual(after.get(name), before.get(name), `${name} is another process`);
});

test('every certificate is renewed, and new Envoys call with it, under 50 requests a second, and no request fails', async (t) => {
  const pids = async () => (await processes()).filter(({ name }) => envoys.includes(name)).map(({ pid }) => pid);
  const before = await pids();
  const alerts = await watching();
  const { sent, failures } = await streamDuring(PER_SECOND, async () => {
    for (let i = 0; i < RENEWALS; i++) {
      await renewAll();
      await delay(BETWEEN_RENEWALS_MS);
    }
    // Connections that are open outlive a renewal; these Envoys have to open new ones with the present certificates.
    assert.equal(await command<string>(at, ['restart', ...envoys].join(' ')), '');
  });
  t.diagnostic(`${sent} requests`);
  assert.ok(sent >= (RENEWALS * BETWEEN_RENEWALS_MS * PER_SECOND) / 2000, `${sent} requests`);
  assert.deepEqual(failures, []);
  const after = await pids();
  assert.equal(after.length, envoys.length);
  assert.deepEqual(
    after.filter((pid) => before.includes(pid)),
    [],
  );
  await alerts.arrive();
});

/** Renews every certificate, and waits until every sidecar shows its new one. */
async function renewAll(): Promise<void> {
  const identity = { ...(await identityOf(at, EDGE)), checkServerIdentity: () => undefined };
  for (const name of leaves) await rm(join(at.pki, `${name}.pem`));
  assert.deepEqual(await renewPki(at.home), [...leaves]);
  for (const [name, port] of Object.entries({ ...at.ports.sidecar, [PUBLIC]: at.ports.edgeTls })) {
    const { serialNumber } = new X509Certificate(await readFile(join(at.pki, `${name}.pem`)));
    const shown = async () => (await certificateAt(port, identity)).serialNumber === serialNumber || undefined;
    await until(`${name} to show its new certificate`, shown);
  }
}

/** A client that watches all the time, reconnects like a browser when the stream ends, and receives what happens then. */
async function watching() {
  const { person, checking, categories } = await newHousehold('watching');
  const left = new AbortController();
  let heard = 0;
  const reading = (async () => {
    while (!left.signal.aborted) {
      try {
        for await (const { content } of person.notifications.watchNotifications({}, { signal: left.signal }))
          if (content.case === 'change') heard += 1;
      } catch {
        await delay(100);
      }
    }
  })();
  return {
    async arrive(): Promise<void> {
      try {
        const before = heard;
        await spend(person, {
          accountId: checking,
          categoryId: categories.get('Groceries')!,
          minorUnits: -100n,
          payee: 'Afterwards',
        });
        await until('what happens to be heard', async () => heard > before || undefined);
      } finally {
        left.abort();
        await reading;
      }
    },
  };
}
