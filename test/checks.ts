/** The quick half of npm test: format, lint, types, contracts, and that what is generated is current. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { writeEventSchemas } from '#infra/event-schemas.ts';
import { checkout } from '#infra/local/addresses.ts';

const bin = join(checkout, 'node_modules/.bin');
const env = { ...process.env, NO_COLOR: '1', PATH: `${bin}${delimiter}${process.env['PATH']}` };

/** Runs every check, also after one has failed, and says which did. */
export async function checks(): Promise<boolean> {
  const results = [
    check('format and lint', 'biome', 'ci', '--colors=off', '--diagnostic-level=warn', '.'),
    check('contracts: lint', 'buf', 'lint'),
    check('contracts: format', 'buf', 'format', '-d', '--exit-code', '--path', 'proto/melo'),
    nothingBreaks(),
    await generatedIsCurrent(),
    check('types', 'tsc', '-p', '.'),
    ...(existsSync(join(checkout, 'web/tsconfig.json')) ? [check('types of the web', 'tsc', '-p', 'web')] : []),
  ];
  return results.every(Boolean);
}

function check(what: string, command: string, ...args: string[]): boolean {
  const started = performance.now();
  const { status, stdout, stderr } = spawnSync(join(bin, command), args, { cwd: checkout, env, encoding: 'utf8' });
  console.log(`${status === 0 ? 'ok  ' : 'FAIL'} ${what} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
  if (status !== 0) console.log(stdout + stderr);
  return status === 0;
}

/** What was released still holds: nothing that others rely on has gone or changed its number or type. */
function nothingBreaks(): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'melo-image-'));
  const image = join(folder, 'now.binpb');
  const rules = JSON.stringify({ version: 'v2', breaking: { use: ['FILE'], ignore: ['buf', 'google', 'grpc'] } });
  try {
    return (
      check('contracts: build', 'buf', 'build', '-o', image) &&
      check(
        'contracts: nothing breaks',
        'buf',
        'breaking',
        image,
        '--against',
        'proto/baseline.binpb',
        '--config',
        rules,
      )
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What stands in gen/ beside what is generated. */
const OWN = ['package.json', 'README.md', 'dist', 'pack.ts', 'pack.gen.yaml'];

/** gen/ is what buf makes of proto/ today. */
async function generatedIsCurrent(): Promise<boolean> {
  const fresh = mkdtempSync(join(tmpdir(), 'melo-gen-'));
  try {
    const made = spawnSync(join(bin, 'buf'), ['generate', '-o', fresh], { cwd: checkout, env, encoding: 'utf8' });
    await writeEventSchemas(join(fresh, 'gen/schemas'));
    const { status, stdout } = spawnSync(
      'diff',
      ['-rq', ...OWN.flatMap((name) => ['-x', name]), join(fresh, 'gen'), 'gen'],
      { cwd: checkout, encoding: 'utf8' },
    );
    const current = made.status === 0 && status === 0;
    console.log(`${current ? 'ok  ' : 'FAIL'} gen/ is current`);
    if (!current) console.log(`${made.stderr}${stdout}run npm run gen`);
    return current;
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}
