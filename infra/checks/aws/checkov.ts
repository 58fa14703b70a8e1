/** checkov's policies for Terraform. A finding is mended, or the resource says in a line why it does not apply. */
import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkov } from './tools.ts';

type Report = { readonly results: { readonly failed_checks: readonly Finding[] } };
type Finding = {
  readonly check_id: string;
  readonly check_name: string;
  readonly resource: string;
  readonly file_path: string;
};

export function policyProblems(folder: string): string[] {
  const { command, args, env } = checkov();
  const options = [
    '--directory',
    folder,
    '--framework',
    'terraform',
    '--quiet',
    '--compact',
    '--output',
    'json',
    '--skip-download',
  ];
  const { stdout, stderr, error } = spawnSync(command, [...args, ...options], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    env: { ...process.env, ...env },
  });
  if (error) throw error;
  const start = stdout.indexOf('{');
  if (start < 0) throw new Error(`checkov said no report: ${stderr.slice(-2_000)}`);
  const { results } = JSON.parse(stdout.slice(start)) as Report;
  return (results?.failed_checks ?? []).map(
    ({ check_id: id, check_name: name, resource, file_path: file }) => `${file} ${resource}: ${id} ${name}`,
  );
}

/** Exceptions without a reason. */
export function unjustified(folder: string): string[] {
  return globSync('**/*.tf', { cwd: folder }).flatMap((file) =>
    [...readFileSync(join(folder, file), 'utf8').matchAll(/#checkov:skip=(.*)/g)]
      .map(([, text]) => text!)
      .filter((text) => !/^CKV2?_[A-Z]+_\d+:\S.{15,}$/.test(text))
      .map((text) => `${file}: "${text}" gives no reason`),
  );
}
