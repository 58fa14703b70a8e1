/** Dates of recurrences: the vectors of the domain's rules, and what holds for every recurrence. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { create } from '@bufbuild/protobuf';
import fc from 'fast-check';
import { Frequency, MonthDay, RecurrenceSchema } from '#gen/melo/transactions/v1/schedule_pb.ts';
import { type Dates, dateAt, datesFrom, isDateOf } from './recurrence.ts';

const day = (text: string) => Temporal.PlainDate.from(text);
const datesOf = (start: string, recurrence: object, rest: Partial<Dates> = {}): Dates => ({
  start: day(start),
  recurrence: create(RecurrenceSchema, recurrence),
  maxCount: 0,
  ...rest,
});
const first = (dates: Dates, count: number) => Array.from({ length: count }, (_, n) => String(dateAt(dates, n)));

function datesBetween(dates: Dates, from: string, to: string): string[] {
  const found: string[] = [];
  for (const date of datesFrom(dates, day(from))) {
    if (String(date) > to) break;
    found.push(String(date));
  }
  return found;
}

const { DAILY, WEEKLY, MONTHLY, YEARLY, TWICE_A_MONTH } = Frequency;
const vectors: readonly (readonly [string, Dates, readonly string[]])[] = [
  [
    'monthly from 31 January',
    datesOf('2023-01-31', { frequency: MONTHLY }),
    ['2023-01-31', '2023-02-28', '2023-03-31', '2023-04-30'],
  ],
  [
    'monthly from 31 January of a leap year',
    datesOf('2024-01-31', { frequency: MONTHLY }),
    ['2024-01-31', '2024-02-29'],
  ],
  [
    'monthly from 30 January',
    datesOf('2023-01-30', { frequency: MONTHLY }),
    ['2023-01-30', '2023-02-28', '2023-03-30'],
  ],
  [
    'every second month',
    datesOf('2023-08-31', { frequency: MONTHLY, interval: 2 }),
    ['2023-08-31', '2023-10-31', '2023-12-31', '2024-02-29', '2024-04-30'],
  ],
  ['every third month', datesOf('2023-01-31', { frequency: MONTHLY, interval: 3 }), ['2023-01-31', '2023-04-30']],
  [
    'the last day of a month',
    datesOf('2026-02-28', { frequency: MONTHLY, monthDay: MonthDay.LAST }),
    ['2026-02-28', '2026-03-31', '2026-04-30'],
  ],
  [
    'the second Tuesday',
    datesOf('2026-01-13', { frequency: MONTHLY, monthDay: MonthDay.WEEKDAY }),
    ['2026-01-13', '2026-02-10', '2026-03-10'],
  ],
  [
    'the fifth Friday, or the last',
    datesOf('2026-01-30', { frequency: MONTHLY, monthDay: MonthDay.WEEKDAY }),
    ['2026-01-30', '2026-02-27', '2026-03-27'],
  ],
  ['every second week', datesOf('2026-12-24', { frequency: WEEKLY, interval: 2 }), ['2026-12-24', '2027-01-07']],
  ['every tenth day', datesOf('2026-02-20', { frequency: DAILY, interval: 10 }), ['2026-02-20', '2026-03-02']],
  [
    '29 February each year',
    datesOf('2024-02-29', { frequency: YEARLY }),
    ['2024-02-29', '2025-02-28', '2026-02-28', '2027-02-28', '2028-02-29'],
  ],
  [
    'the 1st and 15th',
    datesOf('2026-01-01', { frequency: TWICE_A_MONTH, secondDay: 15 }),
    ['2026-01-01', '2026-01-15', '2026-02-01'],
  ],
  [
    'the 15th and 31st, from the later one',
    datesOf('2026-01-31', { frequency: TWICE_A_MONTH, secondDay: 15 }),
    ['2026-01-31', '2026-02-15', '2026-02-28', '2026-03-15', '2026-03-31'],
  ],
];
for (const [name, dates, expected] of vectors)
  test(`${name}: ${expected.join(', ')}`, () => assert.deepEqual(first(dates, expected.length), expected));

test('the last Friday after 31 July 2005 is 26 August', () => {
  const dates = datesOf('2005-04-29', { frequency: MONTHLY, monthDay: MonthDay.LAST_WEEKDAY });
  assert.deepEqual(datesBetween(dates, '2005-08-01', '2005-09-01'), ['2005-08-26']);
});

test('an end date and a count end the dates, and both are counted from the start', () => {
  const monthly = { frequency: MONTHLY };
  const until = datesOf('2026-01-31', monthly, { end: day('2026-03-31') });
  assert.deepEqual(datesBetween(until, '2026-02-01', '2030-01-01'), ['2026-02-28', '2026-03-31']);
  const three = datesOf('2026-01-31', monthly, { maxCount: 3 });
  assert.deepEqual(datesBetween(three, '2026-03-01', '2030-01-01'), ['2026-03-31']);
  assert.deepEqual(datesBetween(three, '2026-04-01', '2030-01-01'), []);
});

test('dates end with the last year that stores accept', () => {
  const yearly = datesOf('9998-06-01', { frequency: YEARLY });
  assert.deepEqual(datesBetween(yearly, '9990-01-01', '9999-12-31'), ['9998-06-01', '9999-06-01']);
  assert.deepEqual(datesBetween(yearly, '9999-07-01', '9999-12-31'), []);
});

const recurrences = fc
  .record({
    frequency: fc.constantFrom(DAILY, WEEKLY, MONTHLY, YEARLY, TWICE_A_MONTH),
    interval: fc.integer({ min: 1, max: 99 }),
    monthDay: fc.constantFrom(MonthDay.UNSPECIFIED, MonthDay.WEEKDAY, MonthDay.LAST_WEEKDAY),
    secondDay: fc.integer({ min: 1, max: 27 }),
    start: fc.integer({ min: 0, max: 60_000 }).map((days) => day('1970-01-01').add({ days })),
  })
  .filter(({ frequency, secondDay, start }) => frequency !== TWICE_A_MONTH || secondDay !== start.day)
  .map(({ start, ...recurrence }) => datesOf(String(start), recurrence));

test('dates grow, and a range holds exactly the dates within it', () => {
  fc.assert(
    fc.property(
      recurrences,
      fc.integer({ min: 0, max: 3_000 }),
      fc.integer({ min: 0, max: 800 }),
      (dates, skip, length) => {
        const from = dates.start.add({ days: skip });
        const to = from.add({ days: length });
        const all: string[] = [];
        for (let n = 0, date = dateAt(dates, 0); date && String(date) <= String(to); date = dateAt(dates, ++n)) {
          assert.ok(String(date) > (all.at(-1) ?? ''), `${date} is after ${all.at(-1)}`);
          all.push(String(date));
        }
        const expected = all.filter((date) => date >= String(from));
        assert.deepEqual(datesBetween(dates, String(from), String(to)), expected);
        for (const date of expected) assert.ok(isDateOf(dates, day(date)));
      },
    ),
    { numRuns: 1000 },
  );
});
