import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { mock, test } from 'node:test';
import './quiet-kafkajs.ts';

const load = createRequire(import.meta.url);
const RequestQueue = load('kafkajs/src/network/requestQueue/index.js');

test('the patch is for the installed version of kafkajs', () => {
  assert.equal(load('kafkajs/package.json').version, '2.2.4', 'Compare the request queue with the patch.');
});

test('requests that have timed out are ended at the next check, every 2 s', () => {
  mock.timers.enable({ apis: ['setInterval', 'Date'] });
  const queue = new RequestQueue({ requestTimeout: 10_000, enforceRequestTimeout: true, isConnected: () => connected });
  let connected = true;
  let ended = 0;
  queue.inflight.set(1, { sentAt: 0, requestTimeout: 10_000, timeoutRequest: () => ended++ });
  queue.scheduleRequestTimeoutCheck();
  mock.timers.tick(10_000);
  assert.equal(ended, 0);
  mock.timers.tick(2_000);
  assert.equal(ended, 1);
  connected = false;
  mock.timers.tick(2_000);
  mock.timers.tick(2_000);
  assert.equal(ended, 2, 'a closed connection is checked once more');
  mock.timers.reset();
});

test('an idle connection starts no timer', () => {
  const queue = new RequestQueue({ requestTimeout: 10_000, enforceRequestTimeout: true });
  queue.scheduleCheckPendingRequests();
  assert.equal(queue.throttleCheckTimeoutId, null);
});
