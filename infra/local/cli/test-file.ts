/** Runs test files against the running stack, with its environment. */
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { type Addresses, checkout } from '../addresses.ts';

/** Returns the exit code of the test run. Paths are relative to the folder in which npm was called. */
export function testFile(at: Addresses, args: readonly string[]): number {
  const options = args.filter((arg) => arg.startsWith('-'));
  const files = args.filter((arg) => !arg.startsWith('-')).map((file) => resolve(process.env.INIT_CWD ?? '.', file));
  if (files.length === 0) throw new Error('Name the test file: npm run test:file -- services/budgets/store.test.ts');
  const env = { ...process.env, MELO_HOME: at.home, MELO_PORT: String(at.base) };
  const { status } = spawnSync(process.execPath, ['--test', '--test-concurrency=1', ...options, ...files], {
    cwd: checkout,
    env,
    stdio: 'inherit',
  });
  return status ?? 1;
}
