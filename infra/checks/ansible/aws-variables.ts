/** Resolves the variables of the inventory on AWS with a stand-in for the AWS CLI that returns what it was asked for. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { awsTopology } from '../../aws/topology.ts';
import { run } from '../../local/supervisor/run.ts';
import { processes } from '../../topology.ts';
import { ansible } from './tools.ts';

const ENVIRONMENT = 'staging';
const PROCESS = 'budgets';
const ACCOUNT = '123456789012';

/** The last argument is the name of a secret or a parameter. Objects are returned as objects. */
const STAND_IN = `#!/bin/bash
name=\${!#}
case $name in
  text) echo ${ACCOUNT} ;;
  */settings) echo '{"MELO_PUBLIC_URL":"https://melo.invalid"}' ;;
  */MESH_CERTIFICATE) echo '{"ca.pem":"authority"}' ;;
  *) echo "$1 $name" ;;
esac
`;

const secret = (name: string) => `secretsmanager melo/${ENVIRONMENT}/${PROCESS}/${name}`;

const expected: Readonly<Record<string, unknown>> = {
  melo_secrets: Object.fromEntries(awsTopology()[PROCESS]!.secrets.map((name) => [name, secret(name)])),
  melo_certificates: { 'ca.pem': 'authority' },
  melo_key_set: `ssm /melo/${ENVIRONMENT}/shared/jwks`,
  melo_release: `ssm /melo/${ENVIRONMENT}/${PROCESS}/release`,
  melo_public_url: 'https://melo.invalid',
  melo_archives: `s3://melo-${ENVIRONMENT}-releases-${ACCOUNT}`,
  melo_mesh_domain: `${ENVIRONMENT}.melo.internal`,
};

export async function awsVariableProblems(): Promise<string[]> {
  if (!processes.some(({ name }) => name === PROCESS)) return [`${PROCESS} is no process any more`];
  const folder = await mkdtemp(join(tmpdir(), 'melo-aws-cli-'));
  try {
    await writeFile(join(folder, 'aws'), STAND_IN, { mode: 0o755 });
    return differences(await resolved(folder));
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The variables as the host `localhost` of playbooks/host.yml has them. */
async function resolved(folder: string): Promise<Record<string, unknown>> {
  const shown = `{${Object.keys(expected).map((name) => `'${name}': ${name}`)}}`;
  const { command, args, options } = ansible('ansible', [
    ...[
      '-i',
      'localhost,',
      'localhost',
      '-m',
      'ansible.builtin.debug',
      '-a',
      `msg="{{ ${shown} | to_json | b64encode }}"`,
    ],
    ...['-e', '@playbooks/group_vars/all/topology.yml', '-e', '@inventories/aws/group_vars/all.yml'],
    ...['-e', `melo_environment=${ENVIRONMENT} melo_process=${PROCESS} melo_aws=${join(folder, 'aws')}`],
  ]);
  const said = await run(command, args, options);
  const encoded = /"msg": "([\w+/=]+)"/.exec(said)?.[1];
  if (!encoded) throw new Error(`Ansible did not show its variables: ${said.slice(-2_000)}`);
  return JSON.parse(Buffer.from(encoded, 'base64').toString());
}

const differences = (found: Record<string, unknown>): string[] =>
  Object.entries(expected)
    .filter(([name, value]) => JSON.stringify(found[name]) !== JSON.stringify(value))
    .map(([name, value]) => `${name} is ${JSON.stringify(found[name])}, not ${JSON.stringify(value)}`);
