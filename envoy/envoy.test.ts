import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { contracts, isUserMethod, type Method } from '#infra/contracts.ts';
import type { Addresses } from '#infra/local/addresses.ts';
import { run } from '#infra/local/supervisor/run.ts';
import { EDGE, gateway, ownerOf, processes, services, spiffe } from '#infra/topology.ts';
import { checkEnvoy, foundEnvoy } from './binary.ts';
import { ensurePki, leaves, renewPki } from './pki/pki.ts';
import { type Rendered, renderEnvoy } from './render.ts';
import { forget, freshAddresses } from './testing/test-envoy.ts';

let at: Addresses;
let methods: Method[];
let rendered: Rendered[];

before(async () => {
  at = await freshAddresses();
  methods = await contracts();
  await ensurePki(at.home);
  rendered = await renderEnvoy(at, {});
});
after(() => forget(at));

test('there is one Envoy for the edge and one for every process of the topology', () => {
  assert.deepEqual(
    rendered.map(({ name }) => name),
    [EDGE, ...processes.map(({ name }) => name)],
  );
});

test('Envoy itself accepts every configuration, with a collector of traces and without', async () => {
  const accept = async (all: Rendered[]) => {
    for (const { config } of all) await run(foundEnvoy(at.cache), checkEnvoy(config));
  };
  await accept(await renderEnvoy(at, { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318' }));
  await accept(await renderEnvoy(at, {}));
});

test('every method says who may call it: an audience or processes, not both', () => {
  assert.ok(methods.length > 0);
  for (const { path, rule } of methods) {
    assert.ok(rule.audience !== 0 ? rule.processes.length === 0 : rule.processes.length > 0, path);
  }
});

test('a process is admitted to a method exactly when the rule in its contract names it', async () => {
  for (const process of services) {
    const policies = await policiesOf(process.name);
    for (const method of methods.filter(({ service }) => ownerOf(service) === process.name)) {
      for (const caller of leaves) {
        const allowed = isUserMethod(method)
          ? caller === EDGE || caller === gateway.name
          : method.rule.processes.includes(caller);
        assert.equal(admits(policies, caller, method.path), allowed, `${caller} → ${method.path}`);
      }
    }
    assert.ok(leaves.every((caller) => !admits(policies, caller, '/grpc.health.v1.Health/Check')));
  }
  const policies = await policiesOf(gateway.name);
  assert.deepEqual(
    leaves.filter((caller) => admits(policies, caller, '/graphql')),
    [EDGE],
  );
});

test('reflection is admitted from the edge alone, at one process that has streams', async () => {
  for (const version of ['v1', 'v1alpha']) {
    const path = `/grpc.reflection.${version}.ServerReflection/ServerReflectionInfo`;
    const sidecars = await Promise.all(services.map(async ({ name }) => ({ name, policies: await policiesOf(name) })));
    const open = sidecars.flatMap(({ name, policies }) =>
      leaves.filter((caller) => admits(policies, caller, path)).map((caller) => `${caller} → ${name}`),
    );
    assert.equal(open.length, 1);
    const [, target] = /^edge → (.*)$/.exec(open[0]!) ?? [];
    assert.ok(methods.some(({ service, kind }) => ownerOf(service) === target && kind !== 'unary'));
  }
});

test('the topology’s calls equal what the contracts permit', () => {
  for (const process of services) {
    const named = methods.filter(({ rule }) => rule.processes.includes(process.name));
    const owners = new Set(named.map(({ service }) => ownerOf(service)));
    assert.deepEqual([...process.calls].sort(), [...owners].sort(), process.name);
  }
  assert.deepEqual(
    gateway.calls,
    services.map(({ name }) => name),
  );
});

test('making the PKI again changes nothing, and its keys are for this user only', async () => {
  const files = [
    'ca.pem',
    'ca.key',
    'jwt.key',
    'jwks.json',
    ...leaves.flatMap((name) => [`${name}.pem`, `${name}.key`]),
  ];
  const readAll = () => Promise.all(files.map((file) => readFile(join(at.pki, file), 'utf8')));
  const earlier = await readAll();
  await ensurePki(at.home);
  assert.deepEqual(await readAll(), earlier);
  for (const file of files.filter((file) => file.endsWith('.key'))) {
    assert.equal((await stat(join(at.pki, file))).mode & 0o777, 0o600, file);
  }
});

test('past half its life a certificate gets a successor of the same CA with another serial number', async () => {
  const read = async (name: string) => new X509Certificate(await readFile(join(at.pki, `${name}.pem`)));
  const [ca, users] = await Promise.all([read('ca'), read('users')]);
  const born = Date.parse(users.validFrom);
  assert.deepEqual(await renewPki(at.home, born + 11 * 3_600_000), []);
  assert.deepEqual(await renewPki(at.home, born + 13 * 3_600_000), leaves);
  const renewed = await read('users');
  assert.equal((await read('ca')).serialNumber, ca.serialNumber);
  assert.notEqual(renewed.serialNumber, users.serialNumber);
  assert.ok(renewed.verify(ca.publicKey));
  assert.equal(renewed.subjectAltName, `URI:${spiffe('users')}`);
});

type Policy = {
  permissions: { any?: boolean; url_path?: { path: { exact: string } } }[];
  principals: { authenticated: { principal_name: { exact: string } } }[];
};

type Listener = {
  name: string;
  filter_chains: [
    {
      filters: [
        { typed_config: { http_filters: [{ typed_config: { rules: { policies: Record<string, Policy> } } }] } },
      ];
    },
  ];
};

/** The policies of a process's sidecar, as Envoy reads them. */
async function policiesOf(name: string): Promise<Policy[]> {
  const { config } = rendered.find((each) => each.name === name)!;
  const listeners = JSON.parse(await readFile(config, 'utf8')).static_resources.listeners as Listener[];
  const ingress = listeners.find((each) => each.name === 'ingress')!;
  return Object.values(ingress.filter_chains[0].filters[0].typed_config.http_filters[0].typed_config.rules.policies);
}

const admits = (policies: Policy[], caller: string, path: string): boolean =>
  policies.some(
    ({ permissions, principals }) =>
      permissions.some(({ any, url_path }) => any || url_path?.path.exact === path) &&
      principals.some(({ authenticated }) => authenticated.principal_name.exact === spiffe(caller)),
  );
