/** Topics on the real broker. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { createTopicFixture, kafka } from '../testing/kafka-fixture.ts';
import { deadTopic, ensureTopics } from './kafka.ts';

const { admin, register } = createTopicFixture();

test('topics are created once, with fixed partitions, a maximum record size and unlimited retention', async () => {
  const process = `test-${randomUUID()}`;
  const topic = `test.${randomUUID()}`;
  register(topic, deadTopic(topic, process));
  await ensureTopics(kafka, [topic], [topic], process);
  await ensureTopics(kafka, [topic], [topic], process);
  const { topics: described } = await admin().fetchTopicMetadata({ topics: [topic, deadTopic(topic, process)] });
  assert.deepEqual(described.map(({ partitions }) => partitions.length).sort(), [1, 12]);
  const { resources } = await admin().describeConfigs({
    includeSynonyms: false,
    resources: [{ type: 2, name: topic }],
  });
  const config = new Map(resources[0]!.configEntries.map(({ configName, configValue }) => [configName, configValue]));
  assert.equal(config.get('retention.ms'), '-1');
  assert.equal(config.get('cleanup.policy'), 'delete');
  assert.ok(Number(config.get('max.message.bytes')) >= 256 * 1024);
});
