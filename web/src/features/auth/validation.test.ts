import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkEmail, checkNewPassword, checkPassword, checkUserName } from './validation.ts';

test('each missing value has its own message', () => {
  assert.equal(checkEmail(' '), 'Enter your email address.');
  assert.equal(checkUserName(' '), 'Enter your name.');
  assert.equal(checkPassword(''), 'Enter your password.');
});

test('a new password has at least 15 characters; an existing one may be shorter', () => {
  assert.equal(checkNewPassword('12345678901234'), 'The password must have at least 15 characters.');
  assert.equal(checkNewPassword('123456789012345'), undefined);
  assert.equal(checkPassword('old'), undefined);
});
