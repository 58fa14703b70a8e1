import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Code, ConnectError } from '@connectrpc/connect';
import { composing } from './compose.ts';
import { causeOf, isLost, retryMs, Undeliverable } from './letter.ts';
import { verifyMail } from './mail.ts';

const ada = { email: 'ada@example.org', name: 'Ada <i>', locale: 'en', token: 'a.b-c_d' };
const queued = { id: 'm', userId: 'u', claimId: 'c', content: undefined, attempts: 1 };

test('a verifying mail has one link, the same in both parts, and says why it came and how it stops', () => {
  const { subject, text, html } = verifyMail(ada, 'http://localhost:7600');
  const link = 'http://localhost:7600/verify?token=a.b-c_d';
  assert.equal(subject, 'Verify your address');
  assert.equal(text.split(link).length, 2);
  assert.deepEqual(html.match(/href="[^"]*"/g), [`href="${link}"`]);
  for (const part of [text, html]) {
    assert.match(part, /this address was used to register/);
    assert.match(part, /24 hours/);
  }
});

test('names cannot write markup, and no header has a second line', () => {
  assert.match(verifyMail(ada, 'http://localhost').html, /Ada &lt;i&gt;/);
  assert.doesNotMatch(verifyMail(ada, 'http://localhost').html, /<i>/);
  assert.match(verifyMail(ada, 'http://localhost').html, /prefers-color-scheme: dark/);
});

test('the token of a verifying mail is claimed when it is sent; without a claim the address is looked up then', async () => {
  const claims: string[] = [];
  const claimMailToken = async ({ claimId = '' }) => {
    claims.push(claimId);
    return { $typeName: 'melo.users.v1.ClaimMailTokenResponse' as const, ...ada };
  };
  const content = { subject: 's', text: 't', html: 'h' };
  const compose = composing({
    auth: { claimMailToken },
    recipient: async (id) =>
      id === 'u' ? { ...ada, id, version: 1n, timeZone: '', verified: true, deleted: false } : undefined,
    publicUrl: 'http://localhost',
  });
  assert.match((await compose(queued)).text, /token=a\.b-c_d/);
  assert.deepEqual(claims, ['c']);
  assert.deepEqual(await compose({ ...queued, claimId: '', content }), { to: ada.email, ...content });
  await assert.rejects(compose({ ...queued, claimId: '', content, userId: 'gone' }), Undeliverable);
});

test('a failure is final when the claim is gone, the address is refused or it was tried often; outages are not', () => {
  const refused = Object.assign(new Error('550 no such user'), { code: 'EENVELOPE', responseCode: 550 });
  const busy = Object.assign(new Error('451 try later'), { code: 'EENVELOPE', responseCode: 451 });
  const down = Object.assign(new Error('connect'), { code: 'ESOCKET' });
  assert.ok(isLost(new ConnectError('gone', Code.NotFound), 1));
  assert.ok(isLost(refused, 1));
  for (const error of [busy, down, new ConnectError('down', Code.Unavailable)]) {
    assert.ok(!isLost(error, 19));
    assert.ok(isLost(error, 20));
  }
  assert.equal(causeOf(refused), 'smtp: EENVELOPE 550');
  assert.deepEqual([1, 2, 3, 20].map(retryMs), [2_000, 4_000, 8_000, 3_600_000]);
});
