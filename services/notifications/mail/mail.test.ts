import assert from 'node:assert/strict';
import { test } from 'node:test';
import { create } from '@bufbuild/protobuf';
import { Code, ConnectError } from '@connectrpc/connect';
import { AccountMail, ClaimMailTokenResponseSchema } from '#gen/melo/users/v1/auth_internal_service_pb.ts';
import { createComposer } from './compose.ts';
import { accountExistsMail, passwordChangedMail, resetMail, verifyMail } from './mail.ts';
import { causeOf, isFinal, retryMs, UndeliverableMailError } from './mail-delivery.ts';

const ada = { email: 'ada@example.org', name: 'Ada <i>', locale: 'en', token: 'a.b-c_d' };
const queued = { id: 'm', userId: '', claimId: 'c', content: undefined, attempts: 1 };
const publicUrl = 'http://localhost:7600';

test('a mail about an account has one link, the same in both parts, and says why it was sent', () => {
  const all = [
    [verifyMail, '/verify?token=a.b-c_d', /used to register/, /24 hours/],
    [accountExistsMail, '/sign-in', /used to register/, /already has an account/],
    [resetMail, '/reset-password?token=a.b-c_d', /stays as it is/, /within an hour/],
    [passwordChangedMail, '/forgot-password', /security of your account/, /other devices were signed out/],
  ] as const;
  for (const [mail, path, why, what] of all) {
    const { subject, text, html } = mail(ada, publicUrl);
    assert.doesNotMatch(subject, /\n/);
    assert.equal(text.split(`${publicUrl}${path}`).length, 2);
    assert.deepEqual(html.match(/href="[^"]*"/g), [`href="${publicUrl}${path}"`]);
    for (const part of [text, html]) assert.ok(why.test(part) && what.test(part), part);
    assert.match(html, /prefers-color-scheme: dark/);
  }
});

test('no mail about an account contains a name, which a stranger may have typed, and all are in the reader’s language', () => {
  for (const mail of [verifyMail, accountExistsMail, resetMail, passwordChangedMail]) {
    const [english, german] = ['en', 'de-AT'].map((locale) => mail({ ...ada, locale }, publicUrl));
    for (const { subject, text, html } of [english!, german!]) assert.doesNotMatch(subject + text + html, /Ada/);
    assert.notEqual(english!.subject, german!.subject);
    assert.match(german!.text, /Du bekommst diese Mail/);
  }
});

test('kind, address and token of a mail are claimed when it is sent, and for some claims no mail is sent', async () => {
  const claims: string[] = [];
  const answers: Readonly<Record<string, AccountMail>> = { c: AccountMail.VERIFY_EMAIL, n: AccountMail.UNSPECIFIED };
  const claimMailToken = async ({ claimId = '' }) => {
    claims.push(claimId);
    return create(ClaimMailTokenResponseSchema, { ...ada, mail: answers[claimId] ?? AccountMail.UNSPECIFIED });
  };
  const content = { subject: 's', text: 't', html: 'h' };
  const compose = createComposer({
    auth: { claimMailToken },
    recipient: async (id) =>
      id === 'u' ? { ...ada, id, version: 1n, timeZone: '', verified: true, deleted: false } : undefined,
    publicUrl,
  });
  const letter = await compose(queued);
  assert.equal(letter!.to, ada.email);
  assert.match(letter!.text, /token=a\.b-c_d/);
  assert.equal(await compose({ ...queued, claimId: 'n' }), undefined);
  assert.deepEqual(claims, ['c', 'n']);
  const own = { ...queued, claimId: '', userId: 'u', content };
  assert.deepEqual(await compose(own), { to: ada.email, ...content });
  await assert.rejects(compose({ ...own, userId: 'gone' }), UndeliverableMailError);
});

test('a failure is final without a claim, for a rejected address and after the last attempt; outages are not', () => {
  const rejected = Object.assign(new Error('550 no such user'), { code: 'EENVELOPE', responseCode: 550 });
  const busy = Object.assign(new Error('451 try later'), { code: 'EENVELOPE', responseCode: 451 });
  const down = Object.assign(new Error('connect'), { code: 'ESOCKET' });
  assert.ok(isFinal(new ConnectError('gone', Code.NotFound), 1));
  assert.ok(isFinal(rejected, 1));
  for (const error of [busy, down, new ConnectError('down', Code.Unavailable)]) {
    assert.ok(!isFinal(error, 19));
    assert.ok(isFinal(error, 20));
  }
  assert.equal(causeOf(rejected), 'smtp: EENVELOPE 550');
  assert.deepEqual([1, 2, 3, 20].map(retryMs), [2_000, 4_000, 8_000, 3_600_000]);
});
