/** Faults in Dockerfiles, scripts and Envoy's configuration that only a tool can find: hadolint, shellcheck, Envoy itself. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { compose } from '../compose/places.ts';
import { SETTINGS } from '../compose/prepare.ts';
import { envoyFiles } from '../containers/envoy-files.ts';
import { checkout } from '../local/addresses.ts';
import { envoyProblems } from './envoy.ts';
import { toolProblems } from './tool-problems.ts';
import { hadolint, shellcheck } from './tools.ts';

type Fault = readonly [name: string, file: string, from: string | RegExp, to: string, says: RegExp];

const USER = /^USER .*$/m;

const dockerfileFaults: readonly Fault[] = [
  ['packages without a version', 'edge.Dockerfile', USER, 'RUN apt-get install -y curl', /DL3008/],
  ['an instruction that also unpacks', 'edge.Dockerfile', USER, 'ADD infra/topology.ts /x', /DL3020/],
  ['a pipe that hides failures', 'web.Dockerfile', USER, 'RUN true | false', /DL4006/],
  ['a relative folder', 'web.Dockerfile', 'WORKDIR /app', 'WORKDIR app', /DL3000/],
  ['an instruction that is not there', 'services.Dockerfile', USER, 'USR 65532', /unexpected/],
];

const scriptFaults: readonly Fault[] = [
  ['an unquoted variable', 'run-envoy.sh', /\n$/, '\necho $1\n', /SC2086/],
  ['a variable that is never set', 'envoy-ready.sh', /\n$/, '\necho "$melo_nothing"\n', /SC2154/],
  ['a script that does not parse', 'run-envoy.sh', /\n$/, '\nif true; then\n', /SC1046|SC1047|SC1073/],
];

/** Envoy prints the whole file when it does not fit its schema, so these are such as it names alone. */
const envoyFaults: readonly Fault[] = [
  ['a cluster that is not there', 'users', '"cluster":"admin"', '"cluster":"amdin"', /unknown cluster 'amdin'/],
  ['a cluster named twice', 'users', '"name":"admin","type"', '"name":"self","type"', /duplicate cluster 'self'/i],
  ['a certificate that is not there', 'users', /[\w./-]+\.secret\.json/, '/nowhere/users.secret.json', /nowhere/],
];

export const toolFaultCount = dockerfileFaults.length + scriptFaults.length + envoyFaults.length;

/** Faults that no tool finds. */
export async function missedToolFaults(): Promise<string[]> {
  const missed: string[] = [];
  const expect = ([name, , , , says]: Fault, said: string) => {
    if (!says.test(said)) missed.push(`${name}: ${said || 'nothing was said'}`);
  };
  for (const fault of dockerfileFaults) expect(fault, await saidOf(hadolint, fault));
  for (const fault of scriptFaults) expect(fault, await saidOf(shellcheck, fault));
  for (const fault of envoyFaults) expect(fault, await saidByEnvoy(fault));
  return missed;
}

/** What a linter says of a file of infra/images with the fault in it. */
async function saidOf(linter: string, fault: Fault): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'melo-fault-'));
  try {
    const file = join(folder, basename(fault[1]));
    await writeFile(file, seeded(fault, await readFile(join(checkout, 'infra/images', fault[1]), 'utf8')));
    return (await toolProblems(linter, [file])).join('\n');
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function saidByEnvoy(fault: Fault): Promise<string> {
  const folders = await envoyFiles(compose, { collector: undefined, settings: SETTINGS });
  const { name, files } = folders.find((one) => one.name === fault[1])!;
  const texts = Object.entries(files).map(([file, content]) => [file, JSON.stringify(content)] as const);
  const changed = texts.map(([file, text]) => [file, file === `${name}.json` ? seeded(fault, text) : text] as const);
  return (await envoyProblems([{ name, files: Object.fromEntries(changed) }])).join('\n');
}

function seeded([name, file, from, to]: Fault, text: string): string {
  const changed = text.replace(from, () => to);
  if (changed === text) throw new Error(`The fault "${name}" has no place in ${file} any more.`);
  return changed;
}
