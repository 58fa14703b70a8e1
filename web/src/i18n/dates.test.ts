/** Days and months without clocks. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addDays, addMonths, daysBetween, formatShortDay, isDay, lastDay, readDay, todayIn } from './dates.ts';

const TODAY = '2026-03-14';

const readings: readonly [text: string, locale: string, day: string | undefined][] = [
  ['2026-02-28', 'en', '2026-02-28'],
  ['2026-02-29', 'en', undefined],
  ['14', 'en', '2026-03-14'],
  ['1.4.', 'de-DE', '2026-04-01'],
  ['1.4.25', 'de-DE', '2025-04-01'],
  ['3/14/26', 'en-US', '2026-03-14'],
  ['14/03/2026', 'en-GB', '2026-03-14'],
  ['31.4.', 'de-DE', undefined],
  ['tomorrow', 'en', undefined],
  ['', 'en', undefined],
];

for (const [text, locale, day] of readings) {
  test(`"${text}" in ${locale} is ${day ?? 'no day'}`, () => assert.equal(readDay(text, locale, TODAY), day));
}

test('a formatted day is read as the same day', () => {
  for (const locale of ['en', 'en-US', 'en-GB', 'de-DE', 'fr-FR']) {
    assert.equal(readDay(formatShortDay('2025-11-03', locale), locale, TODAY), '2025-11-03');
  }
});

test('adding months crosses years; the last day of a month is known', () => {
  assert.equal(addMonths('2026-01', -1), '2025-12');
  assert.equal(addMonths('2025-12', 14), '2027-02');
  assert.equal(lastDay('2028-02'), '2028-02-29');
  assert.equal(addDays('2026-03-01', -1), '2026-02-28');
  assert.equal(daysBetween('2026-03-28', '2026-04-01'), 4);
});

test('today depends on the time zone', () => {
  const instant = new Date('2026-03-14T23:30:00Z');
  assert.equal(todayIn('Europe/Berlin', instant), '2026-03-15');
  assert.equal(todayIn('America/New_York', instant), '2026-03-14');
});

test('days that the calendar does not have are invalid', () => {
  assert.ok(isDay('2024-02-29'));
  assert.ok(!isDay('2026-13-01'));
  assert.ok(!isDay('26-01-01'));
});
