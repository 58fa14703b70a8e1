/** Runs a script of this folder with stand-ins for the programs that reach AWS, registries and hosts. */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

const PROGRAMS = ['ansible-playbook', 'aws', 'cosign', 'docker', 'skopeo', 'terraform'] as const;

/** What a call prints, by a part of the command line; `fails` makes it exit with 254 and print to its error output. */
export type Answer = { readonly when: RegExp; readonly prints?: string; readonly fails?: string };

const standIn = (folder: string, program: string) => `#!/usr/bin/env node
const { appendFileSync, readFileSync } = require('node:fs');
const line = [${JSON.stringify(program)}, ...process.argv.slice(2)].join(' ');
appendFileSync(${JSON.stringify(join(folder, 'calls'))}, line + '\\n');
if (line.startsWith('terraform apply')) appendFileSync(${JSON.stringify(join(folder, 'settings'))}, JSON.stringify(process.env) + '\\n');
const answers = JSON.parse(readFileSync(${JSON.stringify(join(folder, 'answers'))}, 'utf8'));
const answer = answers.find(({ when }) => new RegExp(when).test(line));
if (answer?.fails) { console.error(answer.fails); process.exit(254); }
if (answer?.prints !== undefined) console.log(answer.prints);
`;

/** The calls that a script made, in order, with what it printed, how it ended, and the environment of each apply. */
export function runScript(
  name: string,
  args: readonly string[],
  answers: readonly Answer[],
  env: Readonly<Record<string, string>> = {},
) {
  const folder = mkdtempSync(join(tmpdir(), 'melo-release-'));
  try {
    const lines = answers.map(({ when, ...answer }) => ({ when: when.source, ...answer }));
    writeFileSync(join(folder, 'answers'), JSON.stringify(lines));
    for (const file of ['calls', 'settings']) writeFileSync(join(folder, file), '');
    for (const program of PROGRAMS) {
      writeFileSync(join(folder, program), standIn(folder, program));
      chmodSync(join(folder, program), 0o755);
    }
    const { status, stdout, stderr } = spawnSync(join(import.meta.dirname, name), args, {
      encoding: 'utf8',
      env: {
        ...process.env,
        GITHUB_OUTPUT: join(folder, 'output'),
        ...env,
        PATH: `${folder}${delimiter}${process.env['PATH']}`,
      },
    });
    const settings = linesOf(join(folder, 'settings')).map((line) => JSON.parse(line) as Record<string, string>);
    const calls = linesOf(join(folder, 'calls'));
    return { calls, status, stdout, stderr, settings };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const linesOf = (file: string): string[] => readFileSync(file, 'utf8').split('\n').filter(Boolean);
