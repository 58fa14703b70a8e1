/**
 * npm test: checks, then tests against a stack of its own, then stories through it, then faults in it.
 * `check` is the quick half; `faults [--rounds N] [--seed N]` only the crashes, as many as wanted; `input [--share N]` only
 * bad input, ten times as much unless told.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { addresses, checkout } from '#infra/local/addresses.ts';
import { checks } from './checks.ts';
import { troubles } from './troubles.ts';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string' }, seed: { type: 'string' }, share: { type: 'string' } },
});
const [only] = positionals;

/** A block of ports and a home of its own, so that a running `npm start` is not disturbed. */
const PORT = process.env['MELO_TEST_PORT'] ?? '17600';
const HOME = join(checkout, '.melo/test');
const env = {
  ...process.env,
  MELO_PORT: PORT,
  MELO_HOME: HOME,
  MELO_SEED: '0',
  // All people of all tests sign in from one address.
  MELO_TRIES_PER_ADDRESS: '10000',
  ...(values.rounds && { MELO_FAULT_ROUNDS: values.rounds }),
  ...(values.seed && { MELO_FAULT_SEED: values.seed, MELO_INPUT_SEED: values.seed }),
  ...(only === 'input' && { MELO_INPUT_SHARE: values.share ?? '10' }),
};

const node = (args: readonly string[], stdio: 'inherit' | 'ignore' = 'inherit', timeout?: number) =>
  spawnSync(process.execPath, [...args], { cwd: checkout, env, stdio, timeout }).status === 0;
const launcher = join(checkout, 'infra/local/main.ts');
const MINUTE_MS = 60_000;
/** Longest one test may take; all of bad input is one test. */
const TIMEOUT_MS = (only === 'input' ? 30 : 5) * MINUTE_MS;

/** Tests of one room may run beside another's; stories share the whole stack, faults shake it: one after the other. */
const rooms = [
  'services/**/*.test.ts',
  'infra/**/*.test.ts',
  'envoy/**/*.test.ts',
  'mesh/**/*.test.ts',
  'web/**/*.test.ts',
  'test/*.test.ts',
];
const stories = ['test/stories/**/*.test.ts', 'test/strangers/**/*.test.ts'];
const faults = ['test/faults/**/*.test.ts'];
/** Only what was asked for by name, as long as it takes. */
const alone: Readonly<Record<string, readonly string[]>> = {
  faults: ['test/faults/crashes.test.ts'],
  input: ['test/strangers/input*.test.ts'],
};
/** A test that timed out may keep its file going for ever: a part ends after its minutes, with what failed until then. */
const run = (globs: readonly string[], atOnce: number, minutes?: number) =>
  node(
    ['--test', `--test-concurrency=${atOnce}`, `--test-timeout=${TIMEOUT_MS}`, ...globs],
    'inherit',
    minutes && minutes * MINUTE_MS,
  );

const started = performance.now();
const minutes = () => `${((performance.now() - started) / 60_000).toFixed(1)} min`;

if (!alone[only ?? ''] && !(await checks())) leave(1, 'A check failed.');
if (only === 'check') leave(0, `All checks passed after ${minutes()}.`);

mkdirSync(HOME, { recursive: true });
node([launcher, 'stop'], 'ignore');
node([launcher, 'reset'], 'ignore');
console.log(`starting a stack of its own on ports from ${addresses(env).base} …`);
let passed = node([launcher, 'start', '--detach']);
if (passed) {
  const named = alone[only ?? ''];
  const parts: Parameters<typeof run>[] = named
    ? [[named, 1]]
    : [
        [rooms, 2, 15],
        [stories, 1, 15],
        [faults, 1, 30],
      ];
  for (const part of parts) passed = run(...part) && passed;
}
node([launcher, 'stop']);
if (!passed) console.log(['What processes complained of last:', ...troubles(addresses(env))].join('\n'));
leave(
  passed ? 0 : 1,
  `${passed ? 'All tests passed' : 'Something failed'} after ${minutes()}; logs are in ${addresses(env).logs}.`,
);

function leave(code: number, sentence: string): never {
  console.log(sentence);
  process.exit(code);
}
