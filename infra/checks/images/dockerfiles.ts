/** What the Dockerfiles must be, beside what hadolint finds: pinned bases as images.json has them, no root, a health check. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readPins, reference } from '../../images/pinned.ts';

const FOLDER = join(import.meta.dirname, '../../images');

export type Dockerfile = { readonly name: string; readonly text: string };

export const dockerfiles = (): Dockerfile[] =>
  globSync('*.Dockerfile', { cwd: FOLDER })
    .sort()
    .map((name) => ({ name, text: readFileSync(join(FOLDER, name), 'utf8') }));

export function dockerfileProblems({ name, text }: Dockerfile): string[] {
  const bases = [...text.matchAll(/^ARG \w+_IMAGE=(\S+)$/gm)].map(([, image]) => image!);
  const listed = new Set(Object.values(readPins()).map(reference));
  const stages = [...text.matchAll(/^FROM (\S+) AS (\w+)$/gm)].map(([, from, stage]) => ({
    from: from!,
    stage: stage!,
  }));
  const froms = [...text.matchAll(/^FROM .*$/gm)];
  const names = new Set(stages.map(({ stage }) => stage));
  const last = text.slice(text.lastIndexOf('\nFROM '));
  const problems = [
    ...bases.filter((base) => !/@sha256:[0-9a-f]{64}$/.test(base)).map((base) => `${base} is not pinned by digest`),
    ...bases.filter((base) => !listed.has(base)).map((base) => `${base} is not in images.json`),
    ...stages
      .filter(({ from }) => !/^\$\{\w+_IMAGE\}$/.test(from) && !names.has(from))
      .map(({ from }) => `${from} is no argument`),
    froms.length === stages.length ? '' : 'a stage has no name',
    /^USER [1-9]\d*:[1-9]\d*$/m.test(text) ? '' : 'it runs as root',
    /^HEALTHCHECK /m.test(last) ? '' : 'it has no health check',
    /^STOPSIGNAL SIGTERM$/m.test(text) ? '' : 'it names no signal to stop',
    /^ENTRYPOINT \[/m.test(text) ? '' : 'it has no entry point',
    /sbom|requirements\.txt/.test(text) ? '' : 'it has no bill of materials',
    /\b(apt-get|apk) (install|add)\b/.test(last) ? 'it installs packages into the result' : '',
  ];
  return problems.filter(Boolean).map((problem) => `${name}: ${problem}`);
}
