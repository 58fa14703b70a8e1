import assert from 'node:assert/strict';
import { test } from 'node:test';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import { plainDate, timestampOfMs } from './dates.ts';

test('a day is one of the calendar from the year 1 to 9999, written YYYY-MM-DD', () => {
  for (const day of ['0001-01-01', '2024-02-29', '9999-12-31']) assert.equal(plainDate(day)?.toString(), day);
  const none = ['', '0000-01-01', '0000-12-31', '2023-02-29', '2026-13-01', '2026-00-10', '2026-1-1', '10000-01-01'];
  for (const text of [...none, ' 2026-01-01', '2026-01-01T00:00', '-001-01-01', '２０２６-01-01'])
    assert.equal(plainDate(text), undefined, text);
});

test('a timestamp equals the one that protobuf-es creates, before and after 1970', () => {
  for (const ms of [0, 1, 999, 1_000, 1_790_000_000_123, -1, -1_000, -1_001])
    assert.deepStrictEqual(timestampOfMs(ms), timestampFromMs(ms));
});
