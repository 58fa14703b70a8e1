/** npm run test:unit: the tests that need no stack, in one process. Further arguments go to the test runner. */
import { spawnSync } from 'node:child_process';
import { checkout } from '#infra/local/addresses.ts';
import { unitTestFiles } from './unit-files.ts';

const options = ['--test', '--test-isolation=none', '--test-reporter=dot', ...process.argv.slice(2)];
const { status } = spawnSync(process.execPath, [...options, ...unitTestFiles()], { cwd: checkout, stdio: 'inherit' });
process.exit(status ?? 1);
