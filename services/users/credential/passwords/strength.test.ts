import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ConnectError } from '@connectrpc/connect';
import { ErrorInfoSchema } from '#gen/google/rpc/error_details_pb.ts';
import { OTHER_PASSWORD, PASSWORD, type UsersFixture, usersFixture } from '../../testing/users-fixture.ts';
import { breachedCount, isBreached } from './breached.ts';
import { createPasswords } from './strength.ts';

const MIN_LISTED = 100_000;
let users: UsersFixture;
before(async () => {
  users = await usersFixture();
});
after(() => users.close());

async function hintOf(call: Promise<unknown>): Promise<string | undefined> {
  try {
    await call;
  } catch (error) {
    const [info] = ConnectError.from(error).findDetails(ErrorInfoSchema);
    return info?.reason === 'PASSWORD_WEAK' ? info.metadata['hint'] : `${error}`;
  }
  return undefined;
}

test('the offline list has 100,000 passwords that satisfy the length rule, and knows them in any case and spacing', () => {
  assert.ok(breachedCount >= MIN_LISTED, `${breachedCount}`);
  for (const listed of ['password123456789', 'Password 123456789', 'QWERTYUIOPASDFGHJKL', '000webhostcatal'])
    assert.ok(isBreached(listed), listed);
  for (const other of [PASSWORD, OTHER_PASSWORD, '']) assert.ok(!isBreached(other), other);
});

test('weak passwords are rejected with a hint: breached, patterns, keyboard walks, one’s own name and address', async () => {
  const register = (password: string) =>
    hintOf(users.register('robin.browser@mail.example', password, 'Robin Browser'));
  assert.equal(await register('password123456789'), 'breached');
  assert.equal(await register('abababababababab!'), 'repeat');
  assert.equal(await register('zxcvbnm,./asdfghjkl;'), 'keyboard');
  assert.equal(await register('Robin-Browser-2026'), 'context');
  assert.equal(await register('robin.browser@mail.example1'), 'context');
  assert.ok(await register('monkeydragonmaster1'));
  assert.ok(await register('jihgfedcba987654321'));
  assert.match((await hintOf(users.register('a@mail.example', 'short'))) ?? '', /password/);
});

test('the check of any password leaves the event loop free', async (t) => {
  const check = createPasswords();
  t.after(check.close);
  await check.assertStrong(PASSWORD, 'password', []);
  const hostile = ['p@ssw0rdDr4g0n', '4@8({[<369!|10$57+%2', 'a@4', '1qaz@WSX3edc'].map((part) =>
    part.repeat(50).slice(0, 128),
  );
  let longestMs = 0;
  let last = performance.now();
  const ticking = setInterval(() => {
    longestMs = Math.max(longestMs, performance.now() - last);
    last = performance.now();
  }, 1);
  const durations = await Promise.all(
    hostile.map(async (password) => {
      const started = performance.now();
      await check.assertStrong(password, 'password', ['robin.browser@mail.example']).catch(() => {});
      return performance.now() - started;
    }),
  );
  clearInterval(ticking);
  const worstMs = Math.max(...durations);
  t.diagnostic(`worst check ${worstMs.toFixed(0)} ms, longest pause of the loop ${longestMs.toFixed(1)} ms`);
  // On the loop, the first check alone would be one long pause; what a busy machine adds is added to both.
  assert.ok(longestMs < worstMs / 2, `${longestMs} of ${worstMs} ms`);
});
