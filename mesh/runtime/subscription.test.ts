import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import { Code, ConnectError } from '@connectrpc/connect';
import { ChangedPart } from '#gen/melo/notifications/v1/notification_pb.ts';
import { NotificationService } from '#gen/melo/notifications/v1/notification_service_pb.ts';
import { createTestGateway } from '../testing/test-gateway.ts';

let ended: string | undefined;
let reject = false;
const gateway = await createTestGateway((router) => {
  router.service(NotificationService, {
    async *watchNotifications(_, { signal }) {
      if (reject) throw new ConnectError('no', Code.Unauthenticated);
      try {
        yield { content: { case: 'notification', value: { title: 'Hello' } } };
        yield {};
        yield { content: { case: 'change', value: { part: ChangedPart.BUDGETS, sequence: 2n ** 64n - 1n } } };
        await new Promise<never>((_, stop) => signal.addEventListener('abort', () => stop(signal.reason)));
      } finally {
        ended = signal.aborted ? 'aborted' : 'done';
      }
    },
  });
});
after(() => gateway.close());
beforeEach(() => {
  [ended, reject] = [undefined, false];
});

const watch = 'subscription { watchNotifications { notification { title } change { part sequence } } }';

async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 5_000;
  while (!condition()) {
    assert.ok(Date.now() < deadline, 'in time');
    await new Promise((done) => setTimeout(done, 5));
  }
}

test('a server stream is a subscription over SSE, and its call ends with the reader', async () => {
  const seen: unknown[] = [];
  for await (const { data } of gateway.watch(watch, { authorization: 'Bearer abc' })) {
    seen.push(data?.['watchNotifications']);
    if (seen.length === 3) break;
  }
  assert.deepEqual(seen, [
    { notification: { title: 'Hello' }, change: null },
    { notification: null, change: null },
    { notification: null, change: { part: 'BUDGETS', sequence: '18446744073709551615' } },
  ]);
  assert.equal(gateway.calls[0]?.header.get('authorization'), 'Bearer abc');
  await until(() => ended === 'aborted');
});

test('a rejected stream reports the error in its first event', async () => {
  reject = true;
  const events = await Array.fromAsync(gateway.watch(watch));
  assert.deepEqual(
    events.map(({ errors }) => errors?.[0]?.extensions['code']),
    ['UNAUTHENTICATED'],
  );
});

test('a stopping gateway completes its streams', async () => {
  const events: unknown[] = [];
  for await (const event of gateway.watch(watch)) {
    events.push(event);
    if (events.length === 3) gateway.stopStreams();
  }
  assert.equal(events.length, 3);
  await until(() => ended !== undefined);
});
