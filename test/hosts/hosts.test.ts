/** Ansible's roles and playbooks on real hosts: first install, repetition, crash, bad release, rolling release, certificates. */
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { addresses } from '#infra/local/addresses.ts';
import { spiffe } from '#infra/topology.ts';
import { makeLeaf } from '../../envoy/pki/certificate.ts';
import { accessToken, call, callOnce, connectTo, serialOf, startTraffic } from './caller.ts';
import { FIRST_RELEASE, type Hosts, PROCESS, startHosts } from './site.ts';

const HEALED_MS = 60_000;
const POLL_MS = 200;
const CALLS_PER_SECOND = 20;

const at = addresses();
let hosts: Hosts;

before(async () => {
  hosts = await startHosts(at);
  const { ok, output } = await hosts.play('site', { melo_serial: 2 });
  assert.ok(ok, output);
});
after(() => hosts?.stop());

const releaseOf = (index: number): Promise<string> =>
  hosts.all[index]!.shell('basename "$(readlink /opt/melo/current)"').then((said) => said.trim());
/** Process ID of the instance that serves. */
const pidOf = (index: number): Promise<string> =>
  hosts.all[index]!.shell(`systemctl show --value -p MainPID 'melo-${PROCESS}@*.service' | grep -v '^0$'`);

test('the service answers callers of the mesh through its Envoy, and nobody else', async () => {
  for (const host of hosts.all) {
    assert.equal((await callOnce(host, at, 'edge')).status, 200);
    assert.equal((await callOnce(host, at)).status, 0, 'without a certificate there is no connection');
    assert.equal((await callOnce(host, at, 'reports')).status, 403, 'reports may not call it');
  }
});

test('a second run changes nothing', async () => {
  const { ok, changed, output } = await hosts.play('site', { melo_serial: 2 });
  assert.ok(ok, output);
  assert.equal(changed, 0, output);
});

test('the service reads neither the key of the mesh nor the files of its secrets', async () => {
  const inside = `nsenter -t ${(await pidOf(0)).trim()} -m -- setpriv --reuid=melo --regid=melo --clear-groups`;
  const tried = ['/etc/melo/pki', '/etc/melo/secrets', '/run/melo/admin'].map(
    (path) => `${inside} ls ${path} >/dev/null 2>&1 && echo ${path}`,
  );
  assert.equal(await hosts.all[0]!.shell(`${inside} ls /opt/melo/current >/dev/null; ${tried.join('; ')}; true`), '');
});

test('a service that is killed serves again by itself', async () => {
  const [host] = hosts.all;
  const before = await pidOf(0);
  await host!.shell(`kill -KILL ${before.trim()}`);
  for (const deadline = performance.now() + HEALED_MS; ; await sleep(POLL_MS)) {
    const isBack =
      (await pidOf(0).catch(() => before)) !== before && (await callOnce(host!, at, 'edge')).status === 200;
    if (isBack) break;
    assert.ok(performance.now() < deadline, 'it did not come back');
  }
});

test('a bad release is rolled back by itself, stops the run, and fails no call', async () => {
  await hosts.pack('2.0.0', async (release) => {
    const main = join(release, `services/${PROCESS}/main.ts`);
    // It migrates, and cannot serve.
    const text = `if (process.argv.length < 3) throw new Error('a bad release');\n${await readFile(main, 'utf8')}`;
    await writeFile(main, text);
  });
  const traffic = await startTraffic(hosts.all, at, CALLS_PER_SECOND);
  const { ok, output } = await hosts.play('release', { melo_release: '2.0.0' });
  const { count, failed } = await traffic.stop();
  assert.equal(ok, false);
  assert.match(output, /Release 2\.0\.0 of categories failed .* and was rolled back/);
  assert.ok(count > CALLS_PER_SECOND);
  assert.deepEqual(failed, []);
  assert.deepEqual([await releaseOf(0), await releaseOf(1)], [FIRST_RELEASE, FIRST_RELEASE]);
  assert.equal((await hosts.all[0]!.shell('ls /opt/melo/releases')).trim(), FIRST_RELEASE, 'the bad one is gone');
  assert.match(output, /host-a +: /);
  assert.doesNotMatch(output, /host-b +: /, 'the run went on to the second host');
});

test('a rolling release fails no call, and removes what is older than the former release', async () => {
  await hosts.pack('3.0.0');
  const traffic = await startTraffic(hosts.all, at, CALLS_PER_SECOND);
  const { ok, output } = await hosts.play('release', { melo_release: '3.0.0' });
  const { count, failed } = await traffic.stop();
  assert.ok(ok, output);
  assert.ok(count > CALLS_PER_SECOND);
  assert.deepEqual(failed, []);
  for (const [index, host] of hosts.all.entries()) {
    assert.equal(await releaseOf(index), '3.0.0');
    const served = await host.shell(`readlink /proc/${(await pidOf(index)).trim()}/cwd`);
    assert.equal(served.trim(), '/opt/melo/releases/3.0.0');
    const releases = await host.shell('ls /opt/melo/releases');
    assert.deepEqual(releases.trim().split('\n'), [FIRST_RELEASE, '3.0.0'], 'the one to go back to is there');
  }
});

test('renewed certificates are taken up without a restart of Envoy or a lost connection', async () => {
  const [host] = hosts.all;
  const envoyPid = () => host!.shell('systemctl show --value -p MainPID melo-envoy.service');
  const former = await envoyPid();
  const open = await connectTo(host!, at, 'edge');
  const token = await accessToken(at);
  assert.equal((await call(open, token)).status, 200);
  const pem = (file: string) => readFile(join(at.pki, file), 'utf8');
  const ca = { certificate: await pem('ca.pem'), key: await pem('ca.key') };
  const leaf = await makeLeaf(ca, PROCESS, { uri: spiffe(PROCESS) }, Date.now());
  await writeFile(join(at.pki, `${PROCESS}.key`), leaf.key);
  await writeFile(join(at.pki, `${PROCESS}.pem`), leaf.certificate);
  const { ok, output } = await hosts.play('rotate-certificates');
  assert.ok(ok, output);
  const renewed = await connectTo(host!, at, 'edge');
  assert.equal((await call(renewed, token)).status, 200);
  assert.notEqual(serialOf(renewed), serialOf(open));
  assert.equal((await call(open, token)).status, 200, 'the open connection goes on');
  assert.equal(await envoyPid(), former);
  for (const session of [open, renewed]) session.destroy();
});
