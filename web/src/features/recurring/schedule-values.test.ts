/** What the form of a schedule sends is what it read, and a template that it cannot show is not lost. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { create, equals } from '@bufbuild/protobuf';
import { Frequency, MonthDay, ScheduleSchema, WeekendPolicy } from '#gen/melo/transactions/v1/schedule_pb.ts';
import { monthDays, writeRhythm } from './rhythm.ts';
import { isPlain, newValues, scheduleOf, valuesOf } from './schedule-values.ts';

const eur = (minorUnits: bigint) => ({ currencyCode: 'EUR', minorUnits });
const currencies = { leaving: 'EUR', arriving: 'EUR', locale: 'de-DE' };
const dates = {
  recurrence: { frequency: Frequency.MONTHLY, interval: 3, monthDay: MonthDay.LAST_WEEKDAY },
  startDate: '2026-11-27',
  endDate: '2027-11-30',
  weekendPolicy: WeekendPolicy.AFTER,
  autoPost: true,
};
const lines = [{ categoryId: 'c', amount: eur(-90_050n) }];
const rent = create(ScheduleSchema, {
  ...dates,
  name: 'Rent',
  template: { case: 'transaction', value: { accountId: 'a', payee: 'Landlord', amount: eur(-90_050n), lines } },
});
const value = { fromAccountId: 'a', toAccountId: 'b', amount: eur(123_456n) };
const saving = create(ScheduleSchema, { ...dates, name: 'Saving', template: { case: 'transfer', value } });

test('a schedule that is opened and saved stays as it is', () => {
  for (const schedule of [rent, saving]) {
    const saved = create(ScheduleSchema, scheduleOf(valuesOf(schedule, 'de-DE'), currencies));
    assert.ok(
      equals(ScheduleSchema, saved, schedule),
      JSON.stringify(saved, (_, part) => String(part)),
    );
  }
});

test('the parts of another frequency are not sent', () => {
  const values = { ...newValues('2026-11-27'), monthDay: String(MonthDay.LAST), interval: 4, secondDay: 12 };
  const weekly = scheduleOf({ ...values, frequency: String(Frequency.WEEKLY) }, currencies).recurrence;
  assert.deepEqual(weekly, { frequency: Frequency.WEEKLY, interval: 4, monthDay: 0, secondDay: 0 });
  const twice = scheduleOf({ ...values, frequency: String(Frequency.TWICE_A_MONTH) }, currencies).recurrence;
  assert.deepEqual(twice, { frequency: Frequency.TWICE_A_MONTH, interval: 0, monthDay: 0, secondDay: 12 });
});

test('a split or fees are kept, because the form does not show them', () => {
  assert.ok(isPlain(rent) && isPlain(saving));
  const split = { ...rent.template.value!, lines: [...lines, ...lines] };
  assert.ok(!isPlain(create(ScheduleSchema, { template: { case: 'transaction', value: split as never } })));
  const withFees = { ...value, feeLines: [{ amount: eur(-1n) }] };
  assert.ok(!isPlain(create(ScheduleSchema, { template: { case: 'transfer', value: withFees } })));
});

test('a date can stand for its number, its weekday or the end of the month', () => {
  const kinds = (day: string) => monthDays(day, 'en-GB').map(({ label }) => label);
  assert.deepEqual(kinds('2026-11-10'), ['Day 10 of the month', '2nd Tuesday of the month']);
  assert.deepEqual(kinds('2026-11-30'), ['Day 30 of the month', 'Last day of the month', 'Last Monday of the month']);
  assert.equal(writeRhythm(rent), 'Every 3 months');
});
