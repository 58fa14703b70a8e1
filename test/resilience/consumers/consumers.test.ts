/** A consumer that is killed between an effect and its checkpoint has, when it starts again, applied every event once. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { services } from '#infra/topology.ts';
import { batchOf } from '../../fixtures/ledger.ts';
import { consumingServices } from './consumers.ts';
import type { Consumers, ConsumingService } from './consuming-service.ts';
import { createEvents, serialize, type TopicEvents } from './events.ts';

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'melo-consumers-'));
});
after(() => rm(folder, { recursive: true }));

/** Applies batches in a process that is killed between the effect of the last one and its checkpoint. */
async function applyAndKill(service: string, url: string, batches: readonly TopicEvents[]): Promise<void> {
  const file = join(folder, `${service}.json`);
  await writeFile(file, serialize(batches));
  const child = spawn(process.execPath, [join(import.meta.dirname, 'child.ts'), service, url, file], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const signal = await new Promise((ended) => child.on('exit', (_code, by) => ended(by)));
  assert.equal(signal, 'SIGKILL', `${service} was not killed in the effect of ${batches.at(-1)!.topic}`);
}

const applyAll = async ({ subscriptions }: Consumers, batches: readonly TopicEvents[]): Promise<void> => {
  for (const { topic, events } of batches)
    await subscriptions.find((one) => one.topic === topic)!.apply(batchOf(topic, events) as never);
};

/** A store in which `work` has applied the batches, and what it holds. */
async function dumpAfter(service: ConsumingService, work: (url: string) => Promise<void>, batches: TopicEvents[]) {
  const { url, drop } = await service.create();
  try {
    const consumers = await service.open(url);
    await consumers.migrate();
    await work(url);
    await applyAll(consumers, batches);
    const dump = await consumers.dump();
    await consumers.close();
    return dump;
  } finally {
    await drop();
  }
}

for (const { name, consumes } of services.filter((service) => service.consumes.length > 0)) {
  test(`${name} applies every event once when each of its consumers is killed before its checkpoint`, async () => {
    const service = consumingServices[name]!;
    const topics: readonly string[] = consumes;
    const batches = createEvents().filter(({ topic }) => topics.includes(topic));
    assert.deepEqual(batches.map(({ topic }) => topic).sort(), [...topics].sort());
    const undisturbed = await dumpAfter(service, async () => {}, batches);
    const killed = await dumpAfter(
      service,
      async (url) => {
        for (let last = 1; last <= batches.length; last++) await applyAndKill(name, url, batches.slice(0, last));
      },
      batches,
    );
    assert.deepEqual(killed, undisturbed);
    assert.match(JSON.stringify(undisturbed), /[0-9a-f]{8}-/, 'the events had an effect');
  });
}
