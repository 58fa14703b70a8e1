/** The packed SDK is plain JavaScript with types and has the same contracts. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { checkout } from '#infra/local/addresses.ts';

test('the packed SDK loads without TypeScript and describes the same methods', async () => {
  execFileSync(process.execPath, [join(checkout, 'gen/pack.ts')], { cwd: checkout, stdio: 'ignore' });
  const file = 'melo/accounts/v1/account_service_pb';
  const packed = await import(pathToFileURL(join(checkout, `gen/dist/${file}.js`)).href);
  const own = await import(pathToFileURL(join(checkout, `gen/${file}.ts`)).href);
  assert.deepEqual(Object.keys(packed.AccountService.method), Object.keys(own.AccountService.method));
  assert.ok(existsSync(join(checkout, `gen/dist/${file}.d.ts`)));
  assert.ok(existsSync(join(checkout, 'gen/dist/melo-sdk-0.1.0.tgz')));
});
