/** What other users of this machine, and other pages of its browsers, can reach of the running local stack. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { lstatSync, readdirSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { createConnection } from 'mariadb';
import { addresses } from './addresses.ts';

const at = addresses();

test('only the owner can enter the folders of the stack and read the files written since its start', () => {
  const open = (path: string) => (lstatSync(path).mode & 0o077) !== 0;
  assert.deepEqual([at.home, at.run, at.pki].filter(open), []);
  const files = readdirSync(at.pki).map((name) => join(at.pki, name));
  // Certificates and public keys hold no secret.
  assert.deepEqual(
    files.filter((file) => open(file) && !/\.(pem|json)$/.test(file)),
    [],
  );
});

test('MariaDB rejects connections over TCP without a password', async () => {
  for (const user of ['root', '', 'mysql', 'mariadb.sys'])
    for (const host of ['127.0.0.1', 'localhost'])
      await assert.rejects(
        createConnection({ host, port: at.ports.mariadb, user, connectTimeout: 2_000 }).then((open) => open.end()),
        { code: 'ER_ACCESS_DENIED_ERROR' },
        `${user}@${host}`,
      );
});

describe('the mail catcher serves', () => {
  const own = `localhost:${at.ports.mailWeb}`;
  const ask = (path: string, headers: Record<string, string>) =>
    new Promise<number>((done, failed) => {
      const outgoing = request({ port: at.ports.mailWeb, host: '127.0.0.1', path, headers }, (answer) => {
        answer.resume();
        done(answer.statusCode ?? 0);
      });
      outgoing.on('upgrade', (_answer, socket) => {
        socket.destroy();
        done(101);
      });
      outgoing.on('error', (error: NodeJS.ErrnoException) => (error.code === 'ECONNRESET' ? done(0) : failed(error)));
      outgoing.end();
    });
  const upgrade = {
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': randomBytes(16).toString('base64'),
  };
  const socket = '/socket.io/?EIO=4&transport=websocket';
  test('its own pages', async () => {
    assert.equal(await ask('/api/email', { host: own, origin: `http://${own}` }), 200);
    assert.equal(await ask('/api/email', { host: own }), 200);
    assert.equal(await ask(socket, { host: own, origin: `http://${own}`, ...upgrade }), 101);
  });
  test('no other page and no rebound name', async () => {
    for (const headers of [
      { host: own, origin: 'http://evil.example' },
      { host: own, origin: 'null' },
      { host: own, origin: `http://localhost:${at.ports.edge}` },
      { host: `evil.example:${at.ports.mailWeb}` },
    ]) {
      assert.equal(await ask('/api/email', headers), 403, JSON.stringify(headers));
      assert.equal(await ask(socket, { ...headers, ...upgrade }), 0, JSON.stringify(headers));
    }
  });
});
