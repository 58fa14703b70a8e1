/**
 * npm test: the checks, then all tests on a stack of its own.
 * Modes: `check` (checks only), `crashes [--rounds N] [--seed N]` (random kills), `fuzz [--share N] [--seed N]` (ten times
 * the bad input unless told otherwise), `nightly` (both long modes), `observability` (a stack that reports to the real
 * Collector, Prometheus, Alertmanager, Jaeger and Loki, which are built first).
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { addresses, checkout } from '#infra/local/addresses.ts';
import { checks } from './checks.ts';
import { recentErrors } from './recent-errors.ts';

const MINUTE_MS = 60_000;
/** Ports and a home of its own, so that a running `npm start` is not disturbed. */
const PORT = process.env['MELO_TEST_PORT'] ?? '17600';
const HOME = join(checkout, '.melo/test');

/** Test files that run together: how many at once, and after how many minutes the run is ended with what has failed by then. */
type Suite = { readonly globs: readonly string[]; readonly atOnce: number; readonly maxMinutes: number };

const suites: readonly Suite[] = [
  // Each file has its own databases, so files may run beside each other.
  {
    globs: [
      '{services,infra,envoy,mesh,web,observability}/**/*.test.ts',
      'test/{architecture,drill-down}/**/*.test.ts',
      'test/interop/sdk.test.ts',
    ],
    atOnce: 2,
    maxMinutes: 15,
  },
  // These share the whole stack, and are built by other tools or look at pages in no hurry.
  {
    globs: [
      'test/interop/{conformance,go,python,reflection}.test.ts',
      'test/e2e/web/{accessibility,amounts,register-amounts,wizard}.test.ts',
    ],
    atOnce: 2,
    maxMinutes: 15,
  },
  // These also measure time or fill the stack.
  {
    globs: [
      'test/{authorization,mtls,fuzz}/**/*.test.ts',
      'test/e2e/*.test.ts',
      'test/e2e/web/!(accessibility|amounts|register-amounts|wizard).test.ts',
    ],
    atOnce: 1,
    maxMinutes: 15,
  },
  // These stop and hold its processes.
  { globs: ['test/resilience/**/*.test.ts'], atOnce: 1, maxMinutes: 30 },
];
const longSuites: Readonly<Record<string, Suite>> = {
  crashes: { globs: ['test/resilience/crashes.test.ts'], atOnce: 1, maxMinutes: 600 },
  fuzz: { globs: ['test/fuzz/**/*.test.ts'], atOnce: 1, maxMinutes: 60 },
};
/** Each is run by its name only. */
const ownSuites: Readonly<Record<string, Suite>> = {
  ...longSuites,
  observability: { globs: ['test/observability/**/*.test.ts'], atOnce: 1, maxMinutes: 15 },
};

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string' }, seed: { type: 'string' }, share: { type: 'string' } },
});
const [mode = 'all'] = positionals;
const isLong = mode === 'nightly' || mode in longSuites;
const isObserved = mode === 'observability';
const selected = mode === 'nightly' ? Object.values(longSuites) : mode in ownSuites ? [ownSuites[mode]!] : suites;
/** Longest one test may take: in the long modes one test holds all rounds or all bad input. */
const TEST_TIMEOUT_MS = (isLong ? 600 : 5) * MINUTE_MS;

const env = {
  ...process.env,
  MELO_PORT: PORT,
  MELO_HOME: HOME,
  MELO_SEED: '0',
  // All users of all tests sign in from one address.
  MELO_TRIES_PER_ADDRESS: '10000',
  // Every trace is kept, so that the one that is looked for is there.
  ...(isObserved && { COLLECTOR_SAMPLED_PERCENT: '100' }),
  ...(mode === 'nightly' && { MELO_CRASH_ROUNDS: '100' }),
  ...(values.rounds && { MELO_CRASH_ROUNDS: values.rounds }),
  ...(values.seed && { MELO_CRASH_SEED: values.seed, MELO_FUZZ_SEED: values.seed }),
  ...(isLong && { MELO_FUZZ_SHARE: values.share ?? '10' }),
};

const node = (args: readonly string[], stdio: 'inherit' | 'ignore' = 'inherit', timeout?: number): boolean =>
  spawnSync(process.execPath, [...args], { cwd: checkout, env, stdio, timeout }).status === 0;
const launcher = (...args: readonly string[]) => [join(checkout, 'infra/local/cli/main.ts'), ...args];
const run = ({ globs, atOnce, maxMinutes }: Suite): boolean =>
  node(
    ['--test', `--test-concurrency=${atOnce}`, `--test-timeout=${TEST_TIMEOUT_MS}`, ...globs],
    'inherit',
    maxMinutes * MINUTE_MS,
  );

const started = performance.now();
const minutes = () => `${((performance.now() - started) / MINUTE_MS).toFixed(1)} min`;

if (!isLong && !isObserved && !(await checks())) leave(1, 'A check failed.');
if (mode === 'check') leave(0, `All checks passed after ${minutes()}.`);

mkdirSync(HOME, { recursive: true });
node(launcher('stop'), 'ignore');
node(launcher('reset'), 'ignore');
console.log(`Starting a stack for the tests on ports from ${addresses(env).base} …`);
let passed = node(launcher('start', '--detach', ...(isObserved ? ['--observe'] : [])));
if (passed) for (const suite of selected) passed = run(suite) && passed;
node(launcher('stop'));
if (!passed) console.log(['Last error of each process:', ...recentErrors(addresses(env))].join('\n'));
leave(
  passed ? 0 : 1,
  `${passed ? 'All tests passed' : 'A test failed'} after ${minutes()}. Logs: ${addresses(env).logs}.`,
);

function leave(code: number, sentence: string): never {
  console.log(sentence);
  process.exit(code);
}
