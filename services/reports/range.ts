/** Rules of ranges: which days and months a report covers. */
import { Code } from '@connectrpc/connect';
import { ReportsReason, ReportsReasonSchema } from '#gen/melo/reports/v1/reason_pb.ts';
import { domainError } from '#kit/rpc/errors.ts';
import { plainDate } from '#kit/values/dates.ts';

const MAX_YEARS = 10;

/** First and last day, both counted. */
export type Range = { readonly from: string; readonly to: string };

/** The range between two days. Errors: DATE_INVALID, RANGE_TOO_LONG. */
export function rangeOf(from: string, to: string): Range {
  const first = plainDate(from);
  const last = plainDate(to);
  if (!first) throw reportsError(ReportsReason.DATE_INVALID, 'from_date', `${from} is not a valid date.`);
  if (!last) throw reportsError(ReportsReason.DATE_INVALID, 'to_date', `${to} is not a valid date.`);
  if (to < from) throw reportsError(ReportsReason.DATE_INVALID, 'to_date', 'The end date is before the start date.');
  if (Temporal.PlainDate.compare(first.add({ years: MAX_YEARS }), last) < 0) {
    throw reportsError(ReportsReason.RANGE_TOO_LONG, 'to_date', `A report covers at most ${MAX_YEARS} years.`);
  }
  return { from, to };
}

const reportsError = (reason: ReportsReason, field: string, text: string) =>
  domainError(ReportsReasonSchema, { code: Code.InvalidArgument, reason, text, metadata: { field } });

/** Every month of a range, YYYY-MM. */
export function monthsOf({ from, to }: Range): string[] {
  const months: string[] = [];
  const last = to.slice(0, 7);
  for (let at = Temporal.PlainYearMonth.from(from.slice(0, 7)); at.toString() <= last; at = at.add({ months: 1 })) {
    months.push(at.toString());
  }
  return months;
}

/** A range as the months that it covers, and the days in months that it covers in part. */
export type RangeParts = {
  /** First days of the first and the last month that the range covers; undefined when it covers none. */
  readonly months: Range | undefined;
  readonly days: readonly Range[];
};

/** The parts of a range: sums of months are kept, those of days are added up. */
export function partsOf({ from, to }: Range): RangeParts {
  const startsMonth = from.endsWith('-01');
  const endsMonth = to === lastDayOf(to.slice(0, 7));
  if (from.slice(0, 7) === to.slice(0, 7))
    return startsMonth && endsMonth
      ? { months: { from, to: from }, days: [] }
      : { months: undefined, days: [{ from, to }] };
  const lastMonth = `${to.slice(0, 7)}-01`;
  const firstDays = startsMonth ? [] : [{ from, to: lastDayOf(from.slice(0, 7)) }];
  const lastDays = endsMonth ? [] : [{ from: lastMonth, to }];
  const months = {
    from: startsMonth ? from : Temporal.PlainDate.from(from).with({ day: 1 }).add({ months: 1 }).toString(),
    to: endsMonth ? lastMonth : Temporal.PlainDate.from(lastMonth).subtract({ months: 1 }).toString(),
  };
  return { months: months.from <= months.to ? months : undefined, days: [...firstDays, ...lastDays] };
}

const lastDayOf = (month: string): string =>
  `${month}-${String(Temporal.PlainYearMonth.from(month).daysInMonth).padStart(2, '0')}`;

/** The days of net worth: every month's end within a range, and its last day. */
export const daysOf = (range: Range): string[] =>
  monthsOf(range).map((month) => (month === range.to.slice(0, 7) ? range.to : lastDayOf(month)));
