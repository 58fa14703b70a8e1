/** A process that applies batches and is killed by itself between the effect of the last one and its checkpoint. */
import { readFileSync } from 'node:fs';
import { batchOf } from '../../fixtures/ledger.ts';
import { consumingServices } from './consumers.ts';
import { deserialize } from './events.ts';

const [service, url, file] = process.argv.slice(2) as [string, string, string];
const batches = deserialize(readFileSync(file, 'utf8'));
let isLast = false;
const { subscriptions } = await consumingServices[service]!.open(url, () => {
  if (isLast) process.kill(process.pid, 'SIGKILL');
});
for (const [i, { topic, events }] of batches.entries()) {
  isLast = i === batches.length - 1;
  await subscriptions.find((one) => one.topic === topic)!.apply(batchOf(topic, events) as never);
}
