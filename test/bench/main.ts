/** npm run bench [-- scenario …]: measures a stack of its own (or MELO_BENCH_ATTACH=1: the one of MELO_HOME), prints and keeps what it finds. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { addresses, checkout } from '#infra/local/addresses.ts';
import { isReached, type Result, table } from './figures.ts';
import { createResultFile, type Failure } from './results.ts';

const NAMES = ['start', 'create', 'tax', 'page', 'import', 'alert', 'graphql', 'calls'] as const;
/** Asked for by name only. */
const LONG = ['web', 'overload', 'hostile', 'large', 'reports', 'rebuild', 'gateway', 'grpc'] as const;
/** They start and stop a stack of their own. */
const OWN_STACK = ['start', 'rebuild'];
/** They need no stack, only processes of their own. */
const NO_STACK = ['gateway', 'grpc'];
const HOME = join(checkout, '.melo/bench');
const PORT = '27600';

const attached = process.env['MELO_BENCH_ATTACH'] === '1';
// Read by everything that attaches, so it is set before any of it is loaded.
if (!attached) Object.assign(process.env, { MELO_PORT: process.env['MELO_BENCH_PORT'] ?? PORT, MELO_HOME: HOME });
process.env['MELO_SEED'] = '0';
// All calls come from one address; what the edge lets one address do is not what is measured.
process.env['MELO_TRIES_PER_ADDRESS'] ??= '10000';

const known: readonly string[] = [...NAMES, ...LONG];
const names = process.argv.slice(2).filter((name) => name !== '--');
const unknown = names.find((name) => !known.includes(name));
if (unknown) leave(1, `There is no scenario ${unknown}; there are ${known.join(', ')}.`);
const wanted = known.filter((name) => (names.length > 0 ? names.includes(name) : NAMES.includes(name as never)));

const at = addresses();
const launcher = (...args: string[]) =>
  spawnSync(process.execPath, [join(checkout, 'infra/local/cli/main.ts'), ...args], { cwd: checkout, stdio: 'inherit' })
    .status === 0;

const file = join(HOME, 'results', `${new Date().toISOString().replaceAll(':', '-')}.json`);
const keep = createResultFile(file, attached);
const results: Result[] = [];
const failures: Failure[] = [];
/** A scenario that fails takes no other with it. */
const attempt = async (scenario: string, run: () => Promise<Omit<Result, 'scenario'>>) => {
  try {
    results.push({ scenario, ...(await run()) });
    console.log(table(results.at(-1)!));
  } catch (error) {
    failures.push({ scenario, error: String(error) });
    console.error(`\n== ${scenario} failed:`, error);
  }
  keep(results, failures);
};

if (!attached) {
  launcher('stop');
  launcher('reset');
}
for (const name of wanted.filter((one) => [...OWN_STACK, ...NO_STACK].includes(one))) {
  if (attached && OWN_STACK.includes(name)) console.log(`${name} is left out: it needs a stack of its own`);
  else await attempt(name, async () => (await import(`./scenarios/${name}.ts`)).run(at, launcher));
}
const others = wanted.filter((name) => ![...OWN_STACK, ...NO_STACK].includes(name));
if (others.length > 0) await inOneStack();
if (!attached) launcher('stop');

const targets = results.flatMap(({ figures }) => figures.map(isReached)).filter((reached) => reached !== undefined);
leave(
  failures.length > 0 ? 1 : 0,
  `\n${targets.filter(Boolean).length} of ${targets.length} targets reached; kept in ${file}` +
    (failures.length > 0 ? `; failed: ${failures.map(({ scenario }) => scenario).join(', ')}` : ''),
);

async function inOneStack(): Promise<void> {
  try {
    if (!attached && !launcher('start', '--detach')) throw new Error('Melo did not start');
    const stack = await (await import('./stack.ts')).openStack(at);
    for (const name of others) {
      await attempt(name, async () => {
        // What the one before has left behind, also when it failed, is no load of this one.
        await stack.settled();
        return (await import(`./scenarios/${name}.ts`)).run(stack);
      });
    }
    await stack.close();
  } catch (error) {
    failures.push({ scenario: 'the stack', error: String(error) });
    keep(results, failures);
    console.error('\n== the stack failed:', error);
  }
}

function leave(code: number, sentence: string): never {
  console.log(sentence);
  process.exit(code);
}
