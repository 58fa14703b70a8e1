/** What Kafka is told of positions: all of it in the end, never what is older after what is newer. */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import type { TopicPartitionOffset } from 'kafkajs';
import { pino } from 'pino';
import { createOffsetCommits, type OffsetCommits } from './offset-commits.ts';

const at = (offset: number, partition = 0): TopicPartitionOffset => ({ topic: 't', partition, offset: String(offset) });

let commits: { places: TopicPartitionOffset[]; end: PromiseWithResolvers<void> }[];
let lag: OffsetCommits;
beforeEach(() => {
  commits = [];
  lag = createOffsetCommits(
    (places) => {
      const end = Promise.withResolvers<void>();
      commits.push({ places, end });
      return end.promise;
    },
    pino({ level: 'silent' }),
  );
});
afterEach(async () => {
  lag.forget();
  await lag.stop();
});

/** Lets what was resolved take its course. */
const turn = () => new Promise<void>((done) => setImmediate(done));
const committed = () => commits.map(({ places }) => places);

test('what could not be told is told again, as far as nothing newer stands there', async () => {
  lag.stands(at(1, 0));
  lag.stands(at(1, 1));
  const telling = lag.tell();
  await turn();
  lag.stands(at(2, 0));
  commits[0]!.end.reject(new Error('the coordinator is loading'));
  await telling;
  void lag.tell();
  await turn();
  commits[1]!.end.resolve();
  assert.deepEqual(committed(), [
    [at(1, 0), at(1, 1)],
    [at(2, 0), at(1, 1)],
  ]);
});

test('what is newer waits for what is being told', async () => {
  lag.stands(at(1));
  void lag.tell();
  await turn();
  lag.stands(at(2));
  void lag.tell();
  await turn();
  assert.deepEqual(committed(), [[at(1)]]);
  commits[0]!.end.resolve();
  await turn();
  assert.deepEqual(committed(), [[at(1)], [at(2)]]);
  commits[1]!.end.resolve();
});

test('what was assigned anew is not told by who had it before', async () => {
  lag.stands(at(1));
  const telling = lag.tell();
  await turn();
  lag.forget();
  commits[0]!.end.reject(new Error('not a member'));
  await telling;
  await lag.tell();
  assert.deepEqual(committed(), [[at(1)]]);
});
