import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lagOf } from './unapplied.ts';

const ends = (...all: readonly [low: string, high: string][]) =>
  all.map(([low, high], partition) => ({ partition, low, high }));

test('the lag is the sum over partitions; one without a checkpoint counts from its first record', () => {
  const stored = new Map([
    ['topic/0', { sequence: 1n, nextOffset: 7n }],
    ['topic/1', { sequence: 1n, nextOffset: 100n }],
    ['other/2', { sequence: 1n, nextOffset: 50n }],
  ]);
  assert.equal(lagOf('topic', ends(['0', '10'], ['0', '100'], ['40', '52']), stored), 3 + 0 + 12);
});

test('a checkpoint beyond the end, as after a topic was made anew, is no negative lag', () => {
  assert.equal(lagOf('topic', ends(['0', '3']), new Map([['topic/0', { sequence: 1n, nextOffset: 9n }]])), 0);
});
