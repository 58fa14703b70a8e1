/**
 * `npm run check:infra`: all of images, workflows, Compose, Kubernetes, Ansible and AWS that can be checked without running them. It fetches its
 * tools through pip and Go into the cache; building Helm takes three minutes the first time.
 */

import { globSync } from 'node:fs';
import { compose } from '../compose/places.ts';
import { SETTINGS } from '../compose/prepare.ts';
import { envoyFiles } from '../containers/envoy-files.ts';
import { checkout } from '../local/addresses.ts';
import { ansibleChecks } from './ansible/ansible.ts';
import { provisionAnsible } from './ansible/tools.ts';
import { awsChecks } from './aws/aws.ts';
import { provisionCheckov, provisionTerraform } from './aws/tools.ts';
import { composeProblems, readCompose } from './compose/compose.ts';
import { envoyProblems } from './envoy.ts';
import { dockerfileProblems, dockerfiles } from './images/dockerfiles.ts';
import { envoyFolders, manifestProblems } from './kubernetes/kubernetes.ts';
import { lint, type Rendering, render, renderings } from './kubernetes/render.ts';
import { staleFiles } from './stale.ts';
import { missedToolFaults, toolFaultCount } from './tool-faults.ts';
import { toolProblems } from './tool-problems.ts';
import { hadolint, provisionHelm, provisionImages, provisionSchemas, provisionWorkflows, shellcheck } from './tools.ts';
import { workflowChecks } from './workflows/workflows.ts';

type Check = () => string[] | Promise<string[]>;

const lintDockerfiles: Check = () =>
  toolProblems(hadolint, ['--failure-threshold', 'info', ...dockerfiles().map(({ name }) => `infra/images/${name}`)]);

const lintScripts: Check = () =>
  toolProblems(shellcheck, globSync('infra/{images,compose,release}/**/*.sh', { cwd: checkout }));

const composeEnvoys: Check = async () => {
  const folders = await envoyFiles(compose, { collector: undefined, settings: SETTINGS });
  return envoyProblems(
    folders.map(({ name, files }) => ({
      name,
      files: Object.fromEntries(Object.entries(files).map(([file, content]) => [file, JSON.stringify(content)])),
    })),
  );
};

const chartChecks = (rendering: Rendering): (readonly [what: string, check: Check])[] => {
  const what = `Kubernetes: ${rendering.chart} with ${rendering.values}`;
  return [
    [`${what}: lint`, () => lint(rendering)],
    [`${what}: schema, policy, topology`, async () => manifestProblems(await render(rendering), rendering)],
    ...(rendering.chart === 'melo'
      ? [[`${what}: Envoy`, async () => envoyProblems(envoyFolders(await render(rendering)))] as const]
      : []),
  ];
};

const checks: readonly (readonly [what: string, check: Check])[] = [
  ['what is generated is current', staleFiles],
  ['Dockerfiles: policy', () => dockerfiles().flatMap(dockerfileProblems)],
  ['Dockerfiles: hadolint', lintDockerfiles],
  ['Shell scripts: shellcheck', lintScripts],
  ...workflowChecks,
  ['Compose: schema, policy, topology', () => composeProblems(readCompose())],
  ['Compose: Envoy', composeEnvoys],
  [`Images, scripts, Envoy: ${toolFaultCount} seeded faults are found by their tools`, missedToolFaults],
  ...renderings.flatMap(chartChecks),
  ...ansibleChecks,
  ...awsChecks,
];

await provisionSchemas();
await provisionImages();
await provisionWorkflows();
await provisionAnsible();
await provisionHelm();
await provisionTerraform();
await provisionCheckov();
let failed = 0;
for (const [what, check] of checks) {
  const started = performance.now();
  const problems = await check();
  console.log(
    `${problems.length === 0 ? 'ok  ' : 'FAIL'} ${what} (${((performance.now() - started) / 1000).toFixed(1)} s)`,
  );
  for (const problem of problems) console.log(`     ${problem}`);
  failed += problems.length;
}
process.exit(failed === 0 ? 0 : 1);
