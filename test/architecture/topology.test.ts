/** The topology equals the code: what each service publishes, consumes and implements. */
import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { contracts } from '#infra/contracts.ts';
import { checkout } from '#infra/local/addresses.ts';
import { services, topics } from '#infra/topology.ts';

const sourceOf = (name: string): string =>
  globSync(`services/${name}/**/*.ts`, { cwd: checkout })
    .filter((file) => !file.endsWith('.test.ts'))
    .map((file) => readFileSync(join(checkout, file), 'utf8'))
    .join('\n');

/** Topics of the event schemas that a pattern finds, such as `household` for HouseholdEventSchema. */
const topicsOf = (source: string, pattern: RegExp): string[] =>
  [
    ...new Set([...source.matchAll(pattern)].map((match) => topics[match[1]!.toLowerCase() as keyof typeof topics])),
  ].sort();

for (const { name, publishes, consumes, services: answered } of services) {
  test(`${name} publishes the topics of the topology`, () => {
    assert.deepEqual(topicsOf(sourceOf(name), /newEvent\(\s*\w+,\s*(\w+)EventSchema/g), [...publishes].sort());
  });

  test(`${name} consumes the topics of the topology`, () => {
    assert.deepEqual(topicsOf(sourceOf(name), /\bschema: (\w+)EventSchema/g), [...consumes].sort());
  });

  test(`${name} implements the services of the topology`, async () => {
    const declared = new Set((await contracts()).map(({ service }) => service));
    for (const service of answered) assert.ok(declared.has(service), `${service} is in no contract`);
    const domain = `melo.${name}.v1.`;
    for (const service of declared)
      if (service.startsWith(domain))
        assert.ok((answered as readonly string[]).includes(service), `${service} is not in the topology`);
  });
}

test('every topic has the contract of its events', () => {
  for (const topic of services.flatMap(({ publishes }) => [...publishes])) {
    assert.ok(existsSync(join(checkout, 'proto', `${topic.replaceAll('.', '/')}_event.proto`)), topic);
  }
});
