/** Terraform, the schemas of the AWS provider, and checkov, fetched into the cache. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { addresses } from '../../local/addresses.ts';
import { goProgram, pipRequirements } from '../../local/dependencies/packages.ts';
import { folderOf, type Part, provision, versionOf } from '../../local/dependencies/provision.ts';
import { run } from '../../local/supervisor/run.ts';

const PROVIDER_VERSION = '6.66.0';
const TERRAFORM_VERSION = '1.11.4';
const SCHEMA = join(import.meta.dirname, 'provider-schema');
const REQUIREMENTS = join(import.meta.dirname, 'checkov-requirements.txt');

const at = addresses();

/** A provider with the real schemas and nothing behind them, so that no check needs AWS or the provider's 700 MB. */
const providerPart: Part = {
  name: 'terraform-aws-schema',
  version: `${PROVIDER_VERSION}-${versionOf([join(SCHEMA, 'main.go'), join(SCHEMA, 'go.sum'), join(SCHEMA, 'schema.json.gz')])}`,
  async fetch(into) {
    const folder = join(into, `registry.terraform.io/hashicorp/aws/${PROVIDER_VERSION}/linux_amd64`);
    await mkdir(folder, { recursive: true });
    const target = join(folder, `terraform-provider-aws_v${PROVIDER_VERSION}`);
    await run('go', ['build', '-trimpath', '-ldflags=-s -w', '-o', target, '.'], {
      cwd: SCHEMA,
      env: { CGO_ENABLED: '0' },
    });
    const mirror = folderOf(providerPart, at);
    const lines = [
      `provider_installation {`,
      `  filesystem_mirror { path = "${mirror}" }`,
      '}',
      'disable_checkpoint = true',
      '',
    ];
    await writeFile(join(into, 'terraformrc'), lines.join('\n'));
  },
};

/** Built from its source where the machine has none. */
const terraformPart: Part = {
  name: 'terraform',
  version: TERRAFORM_VERSION,
  fetch: (into) => goProgram(`github.com/hashicorp/terraform@v${TERRAFORM_VERSION}`, into),
};

const checkovPart: Part = {
  name: 'checkov-packages',
  version: versionOf([REQUIREMENTS]),
  fetch: (into) => pipRequirements(REQUIREMENTS, into),
};

/** What Terraform's commands need in their environment: the schemas instead of the provider. */
export const terraformEnv = (): Record<string, string> => ({
  TF_CLI_CONFIG_FILE: join(folderOf(providerPart, at), 'terraformrc'),
  TF_IN_AUTOMATION: 'true',
  CHECKPOINT_DISABLE: 'true',
});

/** How checkov is run: its packages are in a folder of their own, apart from the machine's. */
export const checkov = () => {
  const folder = folderOf(checkovPart, at);
  return { command: 'python3', args: [join(folder, 'bin/checkov')], env: { PYTHONPATH: folder } };
};

let own: string | undefined;
/** Terraform of the machine, if it is new enough, or the one in the cache. */
export async function terraform(): Promise<string> {
  own ??= (await isInstalled()) ? 'terraform' : join(folderOf(terraformPart, at), 'terraform');
  return own;
}

async function isInstalled(): Promise<boolean> {
  const version = await run('terraform', ['version', '-json'], { env: terraformEnv() }).catch(() => '');
  return /"terraform_version": "1\.(1[1-9]|[2-9]\d)\./.test(version);
}

export async function provisionTerraform(): Promise<void> {
  await provision([providerPart], at, console.log);
  if (await isInstalled()) return;
  console.log('Terraform is built from its source; that takes some minutes once.');
  await provision([terraformPart], at, console.log);
}
export const provisionCheckov = () => provision([checkovPart], at, console.log);
