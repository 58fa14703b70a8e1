/**
 * `npm run test:ansible`: the tests of ansible/ on hosts in systemd-nspawn, with the stores of a stack of their own. Takes ten minutes.
 * Further arguments go to the test runner.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { provisionAnsible } from '#infra/checks/ansible/tools.ts';
import { checkout } from '#infra/local/addresses.ts';

const MAX_MINUTES = 30;
/** Ports and a home of its own, so that a running `npm start` is not disturbed. */
const env = {
  ...process.env,
  MELO_PORT: process.env['MELO_TEST_PORT'] ?? '18600',
  MELO_HOME: join(checkout, '.melo/hosts'),
};

if (process.getuid?.() !== 0) throw new Error('npm run test:ansible boots hosts, which needs root.');
for (const [program, name] of [
  ['mmdebstrap', 'mmdebstrap'],
  ['systemd-nspawn', 'systemd-container'],
  ['ssh', 'openssh-client'],
])
  if (spawnSync(program!, ['--version']).error)
    throw new Error(`npm run test:ansible needs ${name} (apt install ${name}).`);

const node = (...args: string[]): number => {
  const timeout = MAX_MINUTES * 60_000;
  const { status } = spawnSync(process.execPath, args, { cwd: checkout, env, stdio: 'inherit', timeout });
  return status ?? 1;
};

await provisionAnsible();
const launcher = join(checkout, 'infra/local/cli/main.ts');
let status = node(launcher, 'stores', '--detach');
try {
  if (status === 0) status = node('--test', ...process.argv.slice(2), join(checkout, 'test/hosts/hosts.test.ts'));
} finally {
  node(launcher, 'stop');
}
process.exit(status);
