/** Where things are: blocks of ports that do not overlap, sockets that are short enough. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { processes } from '#infra/topology.ts';
import { addresses, serviceEnv } from './addresses.ts';
import { portsOf } from './stack.ts';

/** What sun_path holds. */
const SOCKET_PATH_BYTES = 107;
const BLOCK = 100;

test('two stacks whose blocks are a hundred ports apart share no port, no socket and no folder', () => {
  const one = addresses({ MELO_PORT: '7600', MELO_HOME: '/tmp/one', HOME: '/tmp' });
  const two = addresses({ MELO_PORT: '7700', MELO_HOME: '/tmp/two', HOME: '/tmp' });
  const portsOfOne = portsOf(one, 'start').map(({ port }) => port);
  assert.equal(new Set(portsOfOne).size, portsOfOne.length);
  assert.ok(Math.max(...portsOfOne) < 7600 + BLOCK);
  assert.deepEqual(
    portsOf(two, 'start').filter(({ port }) => portsOfOne.includes(port)),
    [],
  );
  assert.notEqual(one.run, two.run);
  assert.notEqual(one.data, two.data);
});

test('every socket path is short enough, also from a home with a long name', () => {
  const at = addresses({ MELO_HOME: `/tmp/${'long/'.repeat(40)}`, HOME: '/tmp' });
  for (const { name } of processes) {
    for (const path of [at.sockets.service(name), at.sockets.egress(name), at.sockets.admin(name)]) {
      assert.ok(Buffer.byteLength(path) <= SOCKET_PATH_BYTES, path);
    }
  }
});

test('an invalid port is rejected with a sentence', () => {
  for (const MELO_PORT of ['eighty', '80', '70000', '7600.5']) {
    assert.throws(() => addresses({ MELO_PORT }), /MELO_PORT must be a port/);
  }
});

test('only users is given the keys of tokens, and each service its own database', () => {
  const at = addresses({ HOME: '/tmp' });
  for (const { name } of processes) {
    const env = serviceEnv(at, name);
    for (const key of ['MELO_JWT_KEY_FILE', 'MELO_REFRESH_KEY_FILE', 'MELO_MAIL_KEY_FILE'])
      assert.equal(key in env, name === 'users');
    assert.ok(env.MELO_POSTGRES_URL?.endsWith(`/${name}`));
  }
});
