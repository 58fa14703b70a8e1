/** The smoke test of a deployment, against this stack. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { before, test } from 'node:test';
import { checkout } from '#infra/local/addresses.ts';
import { at, newHousehold, PASSWORD } from './household.ts';

let email: string;
before(async () => {
  ({ email } = await newHousehold('smoke'));
});

async function smoke(given: { url?: string; password?: string; timeoutMs?: number }) {
  const child = spawn(process.execPath, [join(checkout, 'infra/release/smoke.ts')], {
    env: {
      ...process.env,
      MELO_PUBLIC_URL: given.url ?? at.urls.web,
      MELO_SMOKE_EMAIL: email,
      MELO_SMOKE_PASSWORD: given.password ?? PASSWORD,
      MELO_SMOKE_TIMEOUT_MS: String(given.timeoutMs ?? 30_000),
    },
  });
  const [output, errors, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { output, errors, code };
}

test('a stack that works passes', async () => {
  const { output, errors, code } = await smoke({});
  assert.equal(code, 0, errors);
  assert.match(output, /the same overview through Connect and GraphQL/);
});

test('a wrong password fails at once, and is not shown', async () => {
  const { output, errors, code } = await smoke({ password: 'not the password at all' });
  assert.equal(code, 1);
  assert.match(errors, /unauthenticated/);
  assert.doesNotMatch(output + errors, /not the password at all/);
});

test('a deployment whose page is not there fails', async () => {
  const server = createServer((_, response) => response.writeHead(503).end()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const { errors, code } = await smoke({ url: `http://127.0.0.1:${port}`, timeoutMs: 1 });
  server.close();
  assert.equal(code, 1);
  assert.match(errors, /the page is HTTP 503/);
});
