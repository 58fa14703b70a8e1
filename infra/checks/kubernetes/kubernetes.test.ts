/** The charts: what they render, and faults that the checks must find. Without Helm in the cache, `npm run check:infra` has to. */
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { hasHelm, provisionSchemas } from '../tools.ts';
import type { Fault } from './fault.ts';
import { manifestProblems } from './kubernetes.ts';
import { podFaults, workloadFaults } from './pod-faults.ts';
import { type Manifest, type Rendering, render, renderings } from './render.ts';
import { identityFaults, networkFaults } from './topology-faults.ts';

const skip = hasHelm() ? false : 'Helm is not in the cache; npm run check:infra builds it';
const development: Rendering = { chart: 'melo', values: 'values-development.yaml' };
let rendered: Manifest[];

before(async () => {
  await provisionSchemas();
  if (!skip) rendered = await render(development);
});

for (const rendering of renderings)
  test(`${rendering.chart} with ${rendering.values} follows its schema, the policy and the topology`, {
    skip,
  }, async () => {
    assert.deepEqual(await manifestProblems(await render(rendering), rendering), []);
  });

test('every values file of the chart is rendered', () => {
  assert.deepEqual(
    renderings.map(({ chart, values }) => `${chart}/${values}`),
    ['melo/values-development.yaml', 'melo/values-production.yaml', 'stores/values-strimzi.yaml', 'stores/values.yaml'],
  );
});

type Node = Record<string | number, unknown>;

/** The rendering with the fault in it. */
function seeded({ kind, of, at, given }: Fault): Manifest[] {
  const manifests = structuredClone(rendered);
  const manifest = manifests.find((one) => one.kind === kind && one.metadata.name === of);
  assert.ok(manifest, `${kind} ${of}`);
  const parent = at.slice(0, -1).reduce((node, key) => node[key] as Node, manifest as unknown as Node);
  const key = at.at(-1)!;
  if (given !== undefined) parent[key] = given;
  else if (Array.isArray(parent)) parent.splice(Number(key), 1);
  else delete parent[key];
  return manifests;
}

describe('a fault in a rendered chart is found:', { skip }, () => {
  for (const fault of [...podFaults, ...workloadFaults, ...identityFaults, ...networkFaults])
    test(fault.name, async () => {
      assert.match((await manifestProblems(seeded(fault), development)).join('\n'), fault.says);
    });

  const configs: readonly (readonly [name: string, change: (text: string) => string, says: RegExp])[] = [
    [
      'an identity that Envoy must not admit',
      (text) => text.replace('spiffe://melo/edge"', 'spiffe://melo/reports"'),
      /users admits spiffe:\/\/melo\/reports too much/,
    ],
    [
      'another port of Envoy',
      (text) => text.replace('"port_value":8444', '"port_value":8445'),
      /another port than its Envoy/,
    ],
  ];
  for (const [name, change, says] of configs)
    test(name, async () => {
      const manifests = structuredClone(rendered);
      const config = manifests.find(({ metadata }) => metadata.name === 'users-envoy')!['data'] as Record<
        string,
        string
      >;
      config['users.json'] = change(config['users.json']!);
      assert.match((await manifestProblems(manifests, development)).join('\n'), says);
    });
});

describe('the chart rejects values', { skip }, () => {
  const production: Rendering = { chart: 'melo', values: 'values-production.yaml' };
  const cases: readonly (readonly [name: string, set: string, says: RegExp])[] = [
    ['an image without a digest', 'images.service=melo/service:1.0', /images[./]service/],
    ['an address with a password', 'stores.postgres=postgres://users:x@db/users', /stores[./]postgres/],
    ['a public address that is not encrypted', 'publicUrl=http://melo.example', /publicUrl/],
    ['a key that it does not know', 'imags.service=x', /imags/],
    ['more instances than partitions', 'replicas.max=13', /replicas[./]max/],
    ['a network of the whole world', 'networkPolicies.external.kafka.cidr=0.0.0.0/0', /cidr/],
    [
      'no certificate for clients',
      'certificates.publicIssuer=null',
      /publicIssuer or certificates\.publicSecret must be set/,
    ],
  ];
  for (const [name, set, says] of cases) test(name, () => assert.rejects(render(production, [set]), says));
});
