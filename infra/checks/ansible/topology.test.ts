/** ansible/ agrees with the topology, and what would disagree is found. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { checkout } from '../../local/addresses.ts';
import { readAnsible, topologyProblems } from './topology.ts';

const texts = readAnsible();

test('groups of hosts, roles, units and Envoys agree with the topology', () => {
  assert.deepEqual(topologyProblems(texts), []);
});

test('deployments use the versions of Ansible and its packages that the checks use', () => {
  const pins = (file: string) =>
    new Map(
      [...readFileSync(join(checkout, file), 'utf8').matchAll(/^([\w.-]+)==(\S+)/gm)].map(
        ([, ...pin]) => pin as [string, string],
      ),
    );
  const deployed = pins('.github/ansible-requirements.txt');
  const checked = pins('infra/checks/ansible/ansible-requirements.txt');
  const shared = [...deployed.keys()].filter((name) => checked.has(name));
  assert.ok(shared.includes('ansible-core'));
  assert.deepEqual(
    shared.filter((name) => deployed.get(name) !== checked.get(name)),
    [],
  );
});

/** Name, file, what is replaced, by what, and what must be said. */
const faults: readonly (readonly [name: string, file: string, from: string, to: string, says: RegExp])[] = [
  [
    'hosts of a process that Terraform does not make',
    'infra/aws/environments/staging/melo.tf',
    '"budgets", ',
    '',
    /other groups of hosts/,
  ],
  ['a process without a group', 'ansible/inventories/example.yml', '            reports:\n', '', /other groups/],
  [
    'the gateway among the services',
    'ansible/inventories/example.yml',
    '        mesh:',
    '            mesh:',
    /gateway/,
  ],
  ['a tag that nothing sets', 'ansible/inventories/aws/melo.aws_ec2.yml', 'tags.Process', 'tags.Role', /tag Role/],
  ['a role that does not exist', 'ansible/playbooks/site.yml', 'role: envoy', 'role: proxy', /no role proxy/],
  [
    'a port that disagrees',
    'ansible/roles/envoy/templates/generated/budgets/budgets.json.j2',
    '"port_value":9442',
    '"port_value":9443',
    /budgets calls other processes/,
  ],
  [
    'a listener on another port',
    'ansible/roles/envoy/templates/generated/users/users.json.j2',
    '"port_value":9441',
    '"port_value":9449',
    /users does not listen/,
  ],
  [
    'an Envoy that others may drain',
    'ansible/roles/envoy/templates/generated/edge/edge.json.j2',
    '{{ envoy_own_address }}',
    '{{ envoy_address }}',
    /anyone may drain edge/,
  ],
  [
    'privileges',
    'ansible/playbooks/templates/sandbox.j2',
    'NoNewPrivileges=yes',
    'NoNewPrivileges=no',
    /NoNewPrivileges/,
  ],
  [
    'a unit without a sandbox',
    'ansible/roles/envoy/templates/melo-envoy.service.j2',
    "{% include 'sandbox.j2' %}",
    '',
    /lacks ProtectSystem/,
  ],
  ['a unit without a limit', 'ansible/roles/service/templates/instance.j2', 'MemoryMax=', 'MemoryLow=', /MemoryMax/],
  [
    'a secret in plain text',
    'ansible/inventories/aws/group_vars/all.yml',
    'melo_secrets: >-',
    'melo_secrets: { MELO_POSTGRES_URL: postgres://users:guess@db/users }\nmelo_unused: >-',
    /not looked up.*plain text/,
  ],
];

for (const [name, file, from, to, says] of faults)
  test(`a seeded fault is found: ${name}`, () => {
    const text = texts.get(file);
    assert.ok(text?.includes(from), `${file} has no place for the fault`);
    const said = topologyProblems(new Map(texts).set(file, text!.replace(from, to)));
    assert.match(said.join(' '), says);
  });
