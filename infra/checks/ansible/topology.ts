/** Whether groups of hosts, roles and units of ansible/ agree with the topology and with infra/aws. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { awsTopology } from '../../aws/topology.ts';
import { PORTS } from '../../containers/paths.ts';
import { hostNames } from '../../hosts/placement.ts';
import { checkout } from '../../local/addresses.ts';
import { EDGE, gateway, processes } from '../../topology.ts';
import { secretProblems, type Texts, unitProblems } from './units.ts';

const FILES = [
  'ansible/**/*.{yml,j2}',
  'infra/aws/environments/*/melo.tf',
  'infra/aws/modules/hosts/main.tf',
  'infra/aws/modules/melo/main.tf',
];

export const readAnsible = (): Texts =>
  new Map(globSync(FILES, { cwd: checkout }).map((file) => [file, readFileSync(join(checkout, file), 'utf8')]));

export const topologyProblems = (texts: Texts): string[] => [
  ...groupProblems(texts),
  ...inventoryProblems(texts),
  ...roleProblems(texts),
  ...envoyProblems(texts),
  ...unitProblems(texts),
  ...secretProblems(texts),
];

const text = (texts: Texts, file: string): string => texts.get(file) ?? '';
const differs = (found: readonly string[], expected: readonly string[]): boolean =>
  found.toSorted().join() !== expected.toSorted().join();
const quoted = (list: string): string[] => [...list.matchAll(/"([\w-]+)"/g)].map(([, name]) => name!);

/** Terraform makes the groups of hosts that Ansible configures, and no others. */
function groupProblems(texts: Texts): string[] {
  const lists = [...texts]
    .filter(([file]) => file.endsWith('melo.tf'))
    .map(([file, content]) => {
      const hosts = /\n {2}hosts\s+= ([\s\S]*?)\n {2}task /.exec(content)?.[1] ?? '';
      return [file, [...hosts.matchAll(/for process in \[(.*?)\]/g)].flatMap(([, list]) => quoted(list!))] as const;
    });
  const tasks = quoted(/tasks = \[(.*?)\]/.exec(text(texts, 'infra/aws/modules/melo/main.tf'))?.[1] ?? '');
  const rest = processes.map(({ name }) => name).filter((name) => !tasks.includes(name));
  return [
    ...lists.filter(([, found]) => differs(found, hostNames)).map(([file]) => `${file} has other groups of hosts`),
    ...(differs([...rest, EDGE], hostNames) ? ['modules/melo has other tasks than infra/hosts/placement.ts'] : []),
  ];
}

type Group = { readonly children?: Readonly<Record<string, Group | null>> };

function inventoryProblems(texts: Texts): string[] {
  const tags = text(texts, 'infra/aws/modules/hosts/main.tf');
  const dynamic = text(texts, 'ansible/inventories/aws/melo.aws_ec2.yml');
  const unknown = [...new Set([...dynamic.matchAll(/tag[s.:]+(\w+)/g)].map(([, tag]) => tag!))].filter(
    (tag) => !new RegExp(`tags = \\{.*\\b${tag} = `).test(tags),
  );
  const all = (parse(text(texts, 'ansible/inventories/example.yml')) as { all: Group }).all.children ?? {};
  const { services, ...others } = all['processes']?.children ?? {};
  const found = [...Object.keys(services?.children ?? {}), ...Object.keys(others)];
  return [
    ...unknown.map((tag) => `the inventory reads the tag ${tag}, which infra/aws does not set`),
    ...(differs(found, hostNames) ? ['inventories/example.yml has other groups than the topology'] : []),
    ...(differs(Object.keys(others), [gateway.name, EDGE]) ? ['the gateway or the edge is a service'] : []),
  ];
}

/** Every role that a play names exists, and every role is used. */
function roleProblems(texts: Texts): string[] {
  const existing = new Set([...texts.keys()].flatMap((file) => /^ansible\/roles\/(\w+)\//.exec(file)?.[1] ?? []));
  const all = [...texts].filter(([file]) => /^ansible\/(playbooks|roles)\/.*\.yml$/.test(file));
  const used = new Set(
    all.flatMap(([, content]) =>
      [...content.matchAll(/(?:role:|import_role:\s+name:) (\w+)/g)].map(([, name]) => name!),
    ),
  );
  return [
    ...[...used].filter((name) => !existing.has(name)).map((name) => `there is no role ${name}`),
    ...[...existing].filter((name) => !used.has(name)).map((name) => `the role ${name} is used by no play`),
  ];
}

/** Each Envoy listens on the port of its process, and calls the processes that the topology lets it call, on theirs. */
function envoyProblems(texts: Texts): string[] {
  const ports = awsTopology();
  return hostNames.flatMap((name) => {
    const config = text(texts, `ansible/roles/envoy/templates/generated/${name}/${name}.json.j2`);
    const process = processes.find((one) => one.name === name);
    const called = [...config.matchAll(/"address":"(\w+)\.\{\{ melo_mesh_domain \}\}","port_value":(\d+)/g)];
    const expected = (process?.calls ?? processes.map((one) => one.name)).map((to) => `${to}:${ports[to]!.port}`);
    const listens = !process || config.includes(`"address":"{{ envoy_address }}","port_value":${ports[name]!.port}`);
    const drains = config.includes(`"address":"{{ envoy_own_address }}","port_value":${PORTS.drain}`);
    return [
      ...(differs(
        called.map(([, to, port]) => `${to}:${port}`),
        expected,
      )
        ? [`${name} calls other processes`]
        : []),
      ...(listens ? [] : [`${name} does not listen on its port`]),
      ...(drains ? [] : [`anyone may drain ${name}`]),
    ];
  });
}
