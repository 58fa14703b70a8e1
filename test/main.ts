/** npm test: checks, then tests against a stack of its own, then stories through it; `check` is the quick half. */
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { addresses, checkout } from '#infra/local/addresses.ts';
import { checks } from './checks.ts';

/** A block of ports and a home of its own, so that a running `npm start` is not disturbed. */
const PORT = process.env['MELO_TEST_PORT'] ?? '17600';
const HOME = join(checkout, '.melo/test');
const env = { ...process.env, MELO_PORT: PORT, MELO_HOME: HOME, MELO_SEED: '0' };

const node = (args: readonly string[], stdio: 'inherit' | 'ignore' = 'inherit') =>
  spawnSync(process.execPath, [...args], { cwd: checkout, env, stdio }).status === 0;
const launcher = join(checkout, 'infra/local/main.ts');
const TIMEOUT_MS = 300_000;

/** Tests of one room may run beside another's; stories share the whole stack and run one after the other. */
const rooms = [
  'services/**/*.test.ts',
  'infra/**/*.test.ts',
  'envoy/**/*.test.ts',
  'mesh/**/*.test.ts',
  'web/**/*.test.ts',
  'test/*.test.ts',
];
const stories = ['test/stories/**/*.test.ts', 'test/strangers/**/*.test.ts'];
const run = (globs: readonly string[], atOnce: number) =>
  node(['--test', `--test-concurrency=${atOnce}`, `--test-timeout=${TIMEOUT_MS}`, ...globs]);

const started = performance.now();
const minutes = () => `${((performance.now() - started) / 60_000).toFixed(1)} min`;

if (!(await checks())) leave(1, 'A check failed.');
if (process.argv[2] === 'check') leave(0, `All checks passed after ${minutes()}.`);

mkdirSync(HOME, { recursive: true });
node([launcher, 'stop'], 'ignore');
node([launcher, 'reset'], 'ignore');
console.log(`starting a stack of its own on ports from ${addresses(env).base} …`);
let passed = node([launcher, 'start', '--detach']);
if (passed) {
  passed = run(rooms, 2);
  passed = run(stories, 1) && passed;
}
node([launcher, 'stop']);
leave(
  passed ? 0 : 1,
  `${passed ? 'All tests passed' : 'Something failed'} after ${minutes()}; logs are in ${addresses(env).logs}.`,
);

function leave(code: number, sentence: string): never {
  console.log(sentence);
  process.exit(code);
}
