/** The checks of ansible/ that need no host; `npm run test:ansible` runs it against hosts. */
import { globSync } from 'node:fs';
import { hostEnvoyFiles } from '../../hosts/files.ts';
import { variables } from '../../hosts/placement.ts';
import { envoyProblems } from '../envoy.ts';
import { toolProblems } from '../tool-problems.ts';
import { awsVariableProblems } from './aws-variables.ts';
import { ansible, ansibleFolder } from './tools.ts';
import { readAnsible, topologyProblems } from './topology.ts';

/** What an inventory would say, so that Envoy can check the rendered files. */
const EXAMPLES: Readonly<Record<keyof typeof variables, string>> = {
  address: '0.0.0.0',
  ownAddress: '127.0.0.1',
  domain: 'mesh.invalid',
  origin: 'https://melo.invalid',
  slot: 'a',
};

function problemsOf(program: string, ...args: string[]): Promise<string[]> {
  const { command, args: all, options } = ansible(program, args);
  return toolProblems(command, all, options);
}

/** Every host is in every group, so that each play is checked with its tasks. */
async function syntaxProblems(): Promise<string[]> {
  const problems: string[] = [];
  for (const playbook of globSync('playbooks/*.yml', { cwd: ansibleFolder }).toSorted())
    problems.push(
      ...(await problemsOf('ansible-playbook', '--syntax-check', '-i', 'inventories/example.yml', playbook)),
    );
  return problems;
}

const rendered = (content: string): string =>
  Object.entries(variables).reduce(
    (text, [name, variable]) => text.replaceAll(variable, EXAMPLES[name as keyof typeof variables]),
    content,
  );

async function hostEnvoys(): Promise<string[]> {
  const folders = (await hostEnvoyFiles()).map(({ name, files }) => ({
    name,
    files: Object.fromEntries(
      Object.entries(files).map(([file, content]) => [file, rendered(JSON.stringify(content))] as const),
    ),
  }));
  const left = folders.flatMap(({ name, files }) =>
    Object.values(files).flatMap((text) =>
      [...text.matchAll(/\{\{.*?\}\}|\{%|\{#/g)].map(([found]) => `${name}: ${found} would be read by Ansible`),
    ),
  );
  return [...left, ...(await envoyProblems(folders))];
}

export const ansibleChecks: readonly (readonly [what: string, check: () => Promise<string[]> | string[]])[] = [
  ['Ansible: groups, roles and units agree with the topology', () => topologyProblems(readAnsible())],
  ['Ansible: syntax of every playbook', syntaxProblems],
  ['Ansible: lint', () => problemsOf('ansible-lint', '--profile', 'production', '--offline')],
  ['Ansible: variables on AWS', awsVariableProblems],
  ['Ansible: Envoy of every host', hostEnvoys],
];
