/** The compose file: what is committed, and faults that its checks must find. */
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { provisionSchemas } from '../tools.ts';
import { composeProblems, readCompose } from './compose.ts';
import type { Compose } from './policy.ts';

before(provisionSchemas);

test('the compose file follows its schema, the policy and the topology', () => {
  assert.deepEqual(composeProblems(readCompose()), []);
});

/** A fault: the container, what it is given instead, and what the checks say. */
type Fault = readonly [name: string, service: string, given: Readonly<Record<string, unknown>>, says: RegExp];

const environmentOf = (name: string) => readCompose().services[name]!.environment ?? {};
const volumesOf = (name: string) => readCompose().services[name]!['volumes'] as { volume?: { subpath: string } }[];

const HEALTHY = { condition: 'service_healthy' };

const faults: readonly Fault[] = [
  ['the tag latest', 'redis', { image: 'redis:latest' }, /redis has no fixed tag/],
  ['an image without a digest', 'redis', { image: 'redis:7.2-bookworm' }, /redis is not pinned by digest/],
  ['another digest', 'redis', { image: `redis:7.2-bookworm@sha256:${'0'.repeat(64)}` }, /images\.json does not list/],
  ['no memory limit', 'reports', { mem_limit: undefined }, /reports has no memory limit/],
  ['no limit of processes', 'reports', { pids_limit: undefined }, /reports has no limit of processes/],
  ['no health check', 'kafka', { healthcheck: undefined }, /kafka has no health check/],
  ['a health check that is off', 'users', { healthcheck: { disable: true } }, /users has no health check/],
  ['root', 'users', { user: 'root' }, /users runs as root/],
  ['no user', 'users', { user: undefined }, /users runs as root/],
  ['root in a store', 'redis', { user: '0:0' }, /redis runs as root/],
  ['a privileged container', 'edge', { privileged: true }, /edge is privileged/],
  ['a root folder that can be written', 'users', { read_only: false }, /users can write to its root folder/],
  ['capabilities', 'users', { cap_drop: [] }, /users keeps capabilities/],
  ['new privileges', 'postgres', { security_opt: [] }, /postgres may gain privileges/],
  ['the network of the machine', 'mesh', { network_mode: 'host' }, /mesh uses the network "host"/],
  ['a port for everyone', 'edge', { ports: ['7600:8080'] }, /edge listens beyond this machine/],
  ['a port of a store', 'postgres', { ports: ['127.0.0.1:5432:5432'] }, /containers with ports: postgres too much/],
  [
    'the network of a foreign store',
    'users',
    { networks: ['postgres', 'redis', 'kafka', 'mariadb'] },
    /mariadb too much/,
  ],
  ['a service in the mesh', 'users', { networks: ['postgres', 'redis', 'kafka', 'mesh'] }, /mesh too much/],
  ['a store in the world', 'redis', { networks: ['redis', 'world'] }, /an open network: redis too much/],
  [
    'a key that Compose does not know',
    'users',
    { memory_limit: '1g' },
    /services\/users must NOT have \w+ properties memory_limit/,
  ],
  ['a type that Compose does not know', 'users', { command: { a: 1 } }, /\/services\/users\/command/],
  ['the Envoy of another process', 'users-sidecar', { command: ['budgets'] }, /users-sidecar is the Envoy of another/],
  ['another process', 'users', { command: ['services/budgets/main.ts'] }, /users does not run services\/users/],
  ['the name of another process', 'users', { environment: { MELO_PROCESS: 'mesh' } }, /users calls itself mesh/],
  ['a need that is not there', 'web', { depends_on: { egde: HEALTHY } }, /web needs egde, which is not there/],
  ['a wait for what ends', 'web', { depends_on: { 'users-migrate': HEALTHY } }, /users-migrate, which ends/],
  [
    'a wait in a circle',
    'setup',
    { depends_on: { web: HEALTHY } },
    /setup waits for web waits for edge waits for setup/,
  ],
  ['a network that is not there', 'edge', { networks: ['mesh', 'wrold'] }, /the network wrold, which is not there/],
  [
    'a volume that is not there',
    'kafka',
    { volumes: [{ type: 'volume', source: 'k', target: '/k' }] },
    /kafka mounts k/,
  ],
  [
    'a password in plain text',
    'reports',
    { environment: { ...environmentOf('reports'), MELO_KAFKA_PASSWORD: 'kX9-wallaby' } },
    /reports has the secret MELO_KAFKA_PASSWORD/,
  ],
  [
    'an address with a password',
    'reports',
    { environment: { ...environmentOf('reports'), MELO_POSTGRES_URL: 'postgres://reports:kX9@postgres/reports' } },
    /reports has the secret MELO_POSTGRES_URL/,
  ],
  [
    'the keys of another process',
    'reports',
    { volumes: [...volumesOf('reports'), ...volumesOf('users').filter(({ volume }) => volume)] },
    /reports mounts processes\/users too much/,
  ],
  [
    'the certificate of another process',
    'users-sidecar',
    { volumes: volumesOf('budgets-sidecar') },
    /users-sidecar mounts envoys\/budgets/,
  ],
];

describe('a fault in the compose file is found:', () => {
  for (const [name, service, given, says] of faults)
    test(name, () => {
      const file = readCompose();
      const services = { ...file.services, [service]: withoutUndefined({ ...file.services[service], ...given }) };
      assert.match(composeProblems({ ...file, services }).join('\n'), says);
    });

  const files: readonly (readonly [string, (file: Compose) => Compose, RegExp])[] = [
    [
      'a process that is missing',
      ({ services: { budgets: _, ...services }, ...file }) => ({ ...file, services }),
      /budgets is missing/,
    ],
    [
      'a process that the topology does not have',
      (file) => ({ ...file, services: { ...file.services, loans: file.services['users']! } }),
      /services: loans too much/,
    ],
    [
      'a network that reaches the world',
      (file) => ({ ...file, networks: { ...file.networks, mesh: {} } }),
      /networks that are not internal: mesh too much/,
    ],
  ];
  for (const [name, change, says] of files)
    test(name, () => assert.match(composeProblems(change(readCompose())).join('\n'), says));
});

const withoutUndefined = (value: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined));
