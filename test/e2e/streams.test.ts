/** Open streams of one session: newer ones end the browser's, which reconnects when its tab is used again. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Code, ConnectError, createClient } from '@connectrpc/connect';
import { createConnectTransport } from '@connectrpc/connect-node';
import { NotificationService } from '#gen/melo/notifications/v1/notification_service_pb.ts';
import { until } from '#infra/local/demo/api-client.ts';
import { reasonOf } from '#kit/testing/test-router.ts';
import { openBrowser } from '../fixtures/chromium.ts';
import { at, newHousehold } from './household.ts';
import { signIn } from './page.ts';

const WATCH = '/melo.notifications.v1.NotificationService/WatchNotifications';
const MAX_PER_SESSION = 8;

test('a ninth stream of a session ends the oldest, and its browser reconnects when its tab is used again', async () => {
  const { email } = await newHousehold('streams');
  const browser = await openBrowser();
  const leaving = new AbortController();
  try {
    const page = await browser.newPage();
    const watched: string[] = [];
    // With its answer a stream is open; its request may still be on the way.
    page.on('response', (response) => {
      if (response.url().endsWith(WATCH)) watched.push(response.request().headers()['authorization'] ?? '');
    });
    await signIn(page, email);
    await until('the browser to watch', async () => watched.length > 0);
    const open = opener(watched[0]!, leaving.signal);
    const newer = [];
    for (let i = 0; i < MAX_PER_SESSION; i++) newer.push(await open());
    // All of them live on to their next heartbeat: the browser has not come back, or it would have ended the oldest.
    await Promise.all(newer.map((stream) => stream.next()));
    assert.equal(watched.length, 1);
    await page.evaluate(`dispatchEvent(new Event('focus'))`);
    await until('the browser to watch again', async () => watched.length === 2);
    const ended = newer[0]!.next();
    await assert.rejects(ended, (error) => ConnectError.from(error).code === Code.ResourceExhausted);
    assert.equal(await reasonOf(ended), 'STREAM_REPLACED');
  } finally {
    leaving.abort();
    await browser.close();
  }
});

/** Opens streams with a token, each read up to its first message. */
function opener(authorization: string, signal: AbortSignal) {
  const client = createClient(NotificationService, createConnectTransport({ baseUrl: at.urls.web, httpVersion: '2' }));
  return async () => {
    const stream = client.watchNotifications({}, { headers: { authorization }, signal })[Symbol.asyncIterator]();
    await stream.next();
    return stream;
  };
}
