/** The fields of a rhythm: how often, from when to when, and what happens on weekends. */
import { Group, NumberInput, Select } from '@mantine/core';
import { Frequency, WeekendPolicy } from '#gen/melo/transactions/v1/schedule_pb.ts';
import { useCurrentHousehold } from '../../api/current-household.tsx';
import type { MessageId } from '../../i18n/messages/message-id.ts';
import { text } from '../../i18n/text.ts';
import { DayField } from '../../ui/inputs/day-field.tsx';
import { monthDays } from './rhythm.ts';
import type { ScheduleForm } from './use-schedule-form.ts';

const MAX_INTERVAL = 99;
const MAX_DAY = 31;

const frequencies: readonly (readonly [Frequency, MessageId])[] = [
  [Frequency.DAILY, 'recurring.daily'],
  [Frequency.WEEKLY, 'recurring.weekly'],
  [Frequency.TWICE_A_MONTH, 'recurring.twice-a-month'],
  [Frequency.MONTHLY, 'recurring.monthly'],
  [Frequency.YEARLY, 'recurring.yearly'],
];
const weekends: readonly (readonly [WeekendPolicy, MessageId])[] = [
  [WeekendPolicy.UNSPECIFIED, 'recurring.weekend-same'],
  [WeekendPolicy.BEFORE, 'recurring.weekend-before'],
  [WeekendPolicy.AFTER, 'recurring.weekend-after'],
];
const choices = (all: readonly (readonly [number, MessageId])[]) =>
  all.map(([value, label]) => ({ value: String(value), label: text(label) }));

type Props = { readonly form: ScheduleForm };

export function RhythmFields({ form }: Props) {
  return (
    <>
      <Group grow align="flex-start">
        <IntervalField form={form} />
        <Select
          label={text('recurring.unit')}
          allowDeselect={false}
          data={choices(frequencies)}
          {...form.getInputProps('frequency')}
        />
      </Group>
      <Group grow align="flex-start">
        <DayField label={text('recurring.first-date')} {...form.getInputProps('startDate')} />
        <DayField label={text('recurring.end')} clearable {...form.getInputProps('endDate')} />
      </Group>
      <Group grow align="flex-start">
        <MonthDayField form={form} />
        <Select
          label={text('recurring.on-weekends')}
          allowDeselect={false}
          data={choices(weekends)}
          {...form.getInputProps('weekendPolicy')}
        />
      </Group>
    </>
  );
}

/** Every how many units; twice a month has a second day instead. */
const IntervalField = ({ form }: Props) =>
  Number(form.values.frequency) === Frequency.TWICE_A_MONTH ? (
    <NumberInput
      label={text('recurring.other-day')}
      min={1}
      max={MAX_DAY}
      clampBehavior="strict"
      {...form.getInputProps('secondDay')}
    />
  ) : (
    <NumberInput
      label={text('recurring.every')}
      min={1}
      max={MAX_INTERVAL}
      clampBehavior="strict"
      {...form.getInputProps('interval')}
    />
  );

function MonthDayField({ form }: Props) {
  const { locale } = useCurrentHousehold();
  const { frequency, startDate, monthDay } = form.values;
  const hasMonthDay = Number(frequency) === Frequency.MONTHLY || Number(frequency) === Frequency.YEARLY;
  if (!hasMonthDay || startDate === '') return null;
  const data = monthDays(startDate, locale);
  const { onChange, ...props } = form.getInputProps('monthDay');
  const value = data.some((choice) => choice.value === monthDay) ? monthDay : data[0]!.value;
  return (
    <Select
      label={text('recurring.which-day')}
      allowDeselect={false}
      data={data}
      {...props}
      value={value}
      onChange={onChange}
    />
  );
}
