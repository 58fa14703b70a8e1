/** Rules of notifications: their texts in the language of the reader, and the key under which each is sent only once. */
import { type BudgetThresholdExceeded, ThresholdState } from '#gen/melo/budgets/v1/budget_event_pb.ts';
import { NotificationKind } from '#gen/melo/notifications/v1/notification_pb.ts';
import type { User } from '#gen/melo/users/v1/user_pb.ts';
import { formatMoney, money } from '#kit/values/money.ts';
import type { MessageId } from '../messages/message-id.ts';
import { localeOf, text } from '../messages/messages.ts';

/** The replica of a user. */
export type Recipient = {
  readonly id: string;
  readonly version: bigint;
  readonly email: string;
  readonly name: string;
  readonly locale: string;
  readonly timeZone: string;
  readonly verified: boolean;
  readonly deleted: boolean;
};

/** A notification before it is written. A (user, kind, subject, period, threshold) is written once, for ever. */
export type NewNotification = {
  readonly userId: string;
  /** Empty when it concerns the user and no household. */
  readonly householdId: string;
  readonly kind: NotificationKind;
  readonly subject: string;
  readonly period: string;
  readonly threshold: number;
  readonly title: string;
  readonly body: string;
  readonly path: string;
};

/** Arguments of the messages of an alert, formatted for the reader. */
export type AlertValues = {
  readonly line: string;
  readonly budget: string;
  readonly household: string;
  /** Such as 80%. */
  readonly threshold: string;
  readonly period: string;
  /** The period as a title names it, such as November 2026. */
  readonly periodName: string;
  readonly spent: string;
  readonly limit: string;
  /** What is left of the limit, or by how much it is exceeded. */
  readonly rest: string;
};

/** An alert for one member, with the arguments of its messages. */
export type Alert = NewNotification & { readonly values: AlertValues };

export const recipientOf = (user: User, version: bigint, deleted = false): Recipient => ({
  id: user.id,
  version,
  email: deleted ? '' : user.email,
  name: deleted ? '' : user.name,
  locale: user.locale,
  timeZone: user.timeZone,
  verified: user.emailVerified && !deleted,
  deleted,
});

export function welcome({ id, name, locale }: Pick<Recipient, 'id' | 'name' | 'locale'>): NewNotification {
  return {
    userId: id,
    householdId: '',
    kind: NotificationKind.WELCOME,
    subject: id,
    period: '',
    threshold: 0,
    title: text(locale, 'welcome.title', { name }),
    body: text(locale, 'welcome.body'),
    path: '/',
  };
}

/** The alert of a threshold for one member. */
export function budgetAlert(
  event: BudgetThresholdExceeded,
  household: { readonly id: string; readonly name: string },
  { id, locale }: Pick<Recipient, 'id' | 'locale'>,
): Alert {
  const values = alertValues(event, household.name, localeOf(locale));
  return {
    userId: id,
    householdId: household.id,
    kind: NotificationKind.BUDGET_THRESHOLD,
    subject: event.lineId,
    period: event.periodStart,
    threshold: event.thresholdPercent,
    title: text(locale, alertTitle(event), values),
    body: text(locale, restOf(event) < 0n ? 'alert.over' : 'alert.left', values),
    path: '/budget',
    values,
  };
}

/** Spending that jumped past the whole limit is over budget, even when only a lower threshold was set. */
function alertTitle(event: BudgetThresholdExceeded): MessageId {
  const rest = restOf(event);
  if (event.thresholdPercent <= 100 && rest <= 0n) return rest < 0n ? 'alert.limit-exceeded' : 'alert.limit-reached';
  return event.state === ThresholdState.EXCEEDED ? 'alert.exceeded' : 'alert.reached';
}

const restOf = ({ limit, spent }: BudgetThresholdExceeded): bigint => limit!.minorUnits - spent!.minorUnits;

function alertValues(event: BudgetThresholdExceeded, household: string, locale: string): AlertValues {
  const { currencyCode } = event.limit!;
  const rest = restOf(event);
  return {
    line: event.lineName,
    budget: event.budgetName,
    household,
    threshold: new Intl.NumberFormat(locale, { style: 'percent' }).format(event.thresholdPercent / 100),
    period: period(event.periodStart, event.periodEnd, locale),
    periodName: periodName(event.periodStart, event.periodEnd, locale),
    spent: formatMoney(event.spent!, locale),
    limit: formatMoney(event.limit!, locale),
    rest: formatMoney(money(currencyCode, rest < 0n ? -rest : rest), locale),
  };
}

/** A range of calendar days in the reader's format; no time zone shifts them. */
const period = (from: string, to: string, locale: string): string =>
  new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' }).formatRange(new Date(from), new Date(to));

/** A whole month by its name, such as November 2026; any other period by its days. */
function periodName(from: string, to: string, locale: string): string {
  const [first, last] = [Temporal.PlainDate.from(from), Temporal.PlainDate.from(to)];
  const isMonth = first.day === 1 && last.equals(first.with({ day: first.daysInMonth }));
  if (!isMonth) return period(from, to, locale);
  return new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(new Date(from));
}
