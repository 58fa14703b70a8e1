/** Ranges of reports and what they are compared with. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { biggestRise } from './biggest-rise.ts';
import { rangeBefore, rangeOf, ranges } from './ranges.ts';

test('this month is compared with the same days of the last one', () => {
  const range = rangeOf('this-month', '2026-03-14');
  assert.deepEqual(rangeBefore('this-month', range), { from: '2026-02-01', to: '2026-02-14' });
});

test('whole months are compared with whole months', () => {
  const range = rangeOf('last-month', '2026-03-14');
  assert.deepEqual(range, { from: '2026-02-01', to: '2026-02-28' });
  assert.deepEqual(rangeBefore('last-month', range), { from: '2026-01-01', to: '2026-01-31' });
});

test('every range ends today or earlier, and the range before it starts earlier', () => {
  for (const { value } of ranges) {
    for (const today of ['2026-01-01', '2026-03-31', '2028-02-29', '2026-12-31']) {
      const range = rangeOf(value, today);
      const before = rangeBefore(value, range);
      assert.ok(range.from <= range.to && range.to <= today);
      assert.ok(before.from <= before.to && before.from < range.from);
    }
  }
});

test('the category that rose most is found; none when all fell', () => {
  const then = [{ categoryId: 'a', units: 100n }];
  assert.deepEqual(
    biggestRise(
      [
        { categoryId: 'a', units: 150n },
        { categoryId: 'b', units: 60n },
      ],
      then,
    ),
    { categoryId: 'b', units: 60n },
  );
  assert.equal(biggestRise([{ categoryId: 'a', units: 90n }], then), undefined);
});
