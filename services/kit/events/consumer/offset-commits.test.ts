/** Every recorded offset is committed in the end, and never after a newer one. */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import type { TopicPartitionOffset } from 'kafkajs';
import { pino } from 'pino';
import { createOffsetCommits, type OffsetCommits } from './offset-commits.ts';

const at = (offset: number, partition = 0): TopicPartitionOffset => ({ topic: 't', partition, offset: String(offset) });

let calls: { places: TopicPartitionOffset[]; end: PromiseWithResolvers<void> }[];
let commits: OffsetCommits;
beforeEach(() => {
  calls = [];
  commits = createOffsetCommits(
    (places) => {
      const end = Promise.withResolvers<void>();
      calls.push({ places, end });
      return end.promise;
    },
    pino({ level: 'silent' }),
  );
});
afterEach(async () => {
  commits.reset();
  await commits.stop();
});

/** Lets what was resolved take its course. */
const turn = () => new Promise<void>((done) => setImmediate(done));
const committed = () => calls.map(({ places }) => places);

test('offsets that could not be committed are committed again, unless newer ones were recorded', async () => {
  commits.record(at(1, 0));
  commits.record(at(1, 1));
  const flushing = commits.flush();
  await turn();
  commits.record(at(2, 0));
  calls[0]!.end.reject(new Error('the coordinator is loading'));
  await flushing;
  void commits.flush();
  await turn();
  calls[1]!.end.resolve();
  assert.deepEqual(committed(), [
    [at(1, 0), at(1, 1)],
    [at(2, 0), at(1, 1)],
  ]);
});

test('a newer offset waits for the commit that is under way', async () => {
  commits.record(at(1));
  void commits.flush();
  await turn();
  commits.record(at(2));
  void commits.flush();
  await turn();
  assert.deepEqual(committed(), [[at(1)]]);
  calls[0]!.end.resolve();
  await turn();
  assert.deepEqual(committed(), [[at(1)], [at(2)]]);
  calls[1]!.end.resolve();
});

test('offsets of a partition that was assigned anew are not committed by its former member', async () => {
  commits.record(at(1));
  const flushing = commits.flush();
  await turn();
  commits.reset();
  calls[0]!.end.reject(new Error('not a member'));
  await flushing;
  await commits.flush();
  assert.deepEqual(committed(), [[at(1)]]);
});
