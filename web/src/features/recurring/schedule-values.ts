/** The values of the form of a schedule, from and to its message. */
import type { MessageInitShape } from '@bufbuild/protobuf';
import {
  Frequency,
  MonthDay,
  type Schedule,
  type ScheduleSchema,
  type WeekendPolicy,
} from '#gen/melo/transactions/v1/schedule_pb.ts';
import { exactOf, readAmount, writePlain } from '../../i18n/amounts.ts';
import type { Day } from '../../i18n/dates.ts';

export type ScheduleValues = {
  readonly kind: 'out' | 'in' | 'transfer';
  readonly name: string;
  /** As typed, without a sign. */
  readonly amount: string;
  /** As typed; of transfers between two currencies. */
  readonly receivedAmount: string;
  readonly accountId: string;
  readonly toAccountId: string;
  readonly categoryId: string;
  readonly payee: string;
  /** Numbers of the contract's enums. */
  readonly frequency: string;
  readonly monthDay: string;
  readonly weekendPolicy: string;
  readonly interval: number | string;
  readonly secondDay: number | string;
  readonly startDate: Day;
  readonly endDate: Day;
  readonly autoPost: boolean;
};

export const newValues = (today: Day): ScheduleValues => ({
  kind: 'out',
  name: '',
  amount: '',
  receivedAmount: '',
  accountId: '',
  toAccountId: '',
  categoryId: '',
  payee: '',
  frequency: String(Frequency.MONTHLY),
  monthDay: String(MonthDay.UNSPECIFIED),
  weekendPolicy: '0',
  interval: 1,
  secondDay: 15,
  startDate: today,
  endDate: '',
  autoPost: false,
});

/** Whether the form shows all of the template: a split, fees or a note of lines would be lost by it. */
export function isPlain({ template }: Schedule): boolean {
  if (template.case === 'transfer') return template.value.feeLines.length === 0;
  const lines = template.value?.lines ?? [];
  return lines.length <= 1 && lines.every(({ tags, note }) => tags.length === 0 && note === '');
}

export function valuesOf(schedule: Schedule, locale: string): ScheduleValues {
  const { recurrence, name, startDate, endDate, autoPost, weekendPolicy } = schedule;
  const { frequency, interval, monthDay, secondDay } = recurrence!;
  return {
    ...templateValues(schedule, locale),
    name,
    startDate,
    endDate,
    autoPost,
    frequency: String(frequency),
    monthDay: String(monthDay),
    weekendPolicy: String(weekendPolicy),
    interval: interval || 1,
    secondDay: secondDay || 15,
  };
}

function templateValues({ template }: Schedule, locale: string) {
  const none = { receivedAmount: '', toAccountId: '', categoryId: '', payee: '' };
  if (template.case === 'transfer') {
    const { fromAccountId, toAccountId, amount, receivedAmount } = template.value;
    const received = receivedAmount ? writePlain(receivedAmount, locale) : '';
    const typed = { amount: writePlain(amount!, locale), receivedAmount: received };
    return { ...none, ...typed, kind: 'transfer' as const, accountId: fromAccountId, toAccountId };
  }
  const { accountId, amount, payee, lines } = template.value!;
  const { currencyCode, minorUnits } = amount!;
  const isOut = minorUnits < 0n;
  const typed = writePlain(exactOf(currencyCode, isOut ? -minorUnits : minorUnits), locale);
  const kind = isOut ? ('out' as const) : ('in' as const);
  return { ...none, kind, amount: typed, accountId, payee, categoryId: lines[0]?.categoryId ?? '' };
}

type Currencies = { readonly leaving: string; readonly arriving: string; readonly locale: string };

/** The schedule of valid values; `isPlain` says whether it has their template. */
export function scheduleOf(values: ScheduleValues, currencies: Currencies): MessageInitShape<typeof ScheduleSchema> {
  const frequency = Number(values.frequency) as Frequency;
  const isTwice = frequency === Frequency.TWICE_A_MONTH;
  const hasMonthDay = frequency === Frequency.MONTHLY || frequency === Frequency.YEARLY;
  return {
    name: values.name.trim(),
    template: templateOf(values, currencies),
    recurrence: {
      frequency,
      interval: isTwice ? 0 : Number(values.interval),
      monthDay: hasMonthDay ? (Number(values.monthDay) as MonthDay) : MonthDay.UNSPECIFIED,
      secondDay: isTwice ? Number(values.secondDay) : 0,
    },
    startDate: values.startDate,
    endDate: values.endDate,
    weekendPolicy: Number(values.weekendPolicy) as WeekendPolicy,
    autoPost: values.autoPost,
  };
}

function templateOf(values: ScheduleValues, { leaving, arriving, locale }: Currencies) {
  const units = readAmount(values.amount, leaving, locale) ?? 0n;
  if (values.kind === 'transfer') {
    const received = leaving === arriving ? undefined : readAmount(values.receivedAmount, arriving, locale);
    const value = {
      fromAccountId: values.accountId,
      toAccountId: values.toAccountId,
      amount: { currencyCode: leaving, minorUnits: units },
      ...(received !== undefined && { receivedAmount: { currencyCode: arriving, minorUnits: received } }),
    };
    return { case: 'transfer' as const, value };
  }
  const amount = { currencyCode: leaving, minorUnits: values.kind === 'out' ? -units : units };
  const { accountId, categoryId } = values;
  const value = { accountId, amount, payee: values.payee.trim(), lines: [{ categoryId, amount }] };
  return { case: 'transaction' as const, value };
}
