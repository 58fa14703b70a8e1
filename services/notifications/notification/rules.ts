/** Rules of notifications: who is told what, in their own language, and under which key it is told only once. */
import { type BudgetThresholdExceeded, ThresholdState } from '#gen/melo/budgets/v1/budget_event_pb.ts';
import { NotificationKind } from '#gen/melo/notifications/v1/notification_pb.ts';
import type { User } from '#gen/melo/users/v1/user_pb.ts';
import { formatMoney, money } from '#kit/values/money.ts';
import { type AlertMessage, localeOf, messagesFor } from '../messages.ts';

/** A person as notifications know them. */
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

/** A notification before it is written. Of one (user, kind, subject, period, threshold) there is one for ever. */
export type Wanted = {
  readonly userId: string;
  /** Empty: about the person. */
  readonly householdId: string;
  readonly kind: NotificationKind;
  readonly subject: string;
  readonly period: string;
  readonly threshold: number;
  readonly title: string;
  readonly body: string;
  readonly path: string;
};

/** An alert for one member, with the words it is made of. */
export type Alert = Wanted & { readonly words: AlertMessage };

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

export function welcome({ id, name, locale }: Pick<Recipient, 'id' | 'name' | 'locale'>): Wanted {
  const words = messagesFor(locale);
  return {
    userId: id,
    householdId: '',
    kind: NotificationKind.WELCOME,
    subject: id,
    period: '',
    threshold: 0,
    title: words.welcomeTitle(name),
    body: words.welcomeBody,
    path: '/accounts',
  };
}

/** What one member is told of a threshold. */
export function budgetAlert(
  event: BudgetThresholdExceeded,
  household: { readonly id: string; readonly name: string },
  { id, locale }: Pick<Recipient, 'id' | 'locale'>,
): Alert {
  const words = alertWords(event, household.name, localeOf(locale));
  return {
    userId: id,
    householdId: household.id,
    kind: NotificationKind.BUDGET_THRESHOLD,
    subject: event.lineId,
    period: event.periodStart,
    threshold: event.thresholdPercent,
    title: alertTitle(event, words, locale),
    body: restOf(event) < 0n ? messagesFor(locale).beyond(words) : messagesFor(locale).left(words),
    path: '/budget',
    words,
  };
}

function alertTitle({ thresholdPercent, state }: BudgetThresholdExceeded, alert: AlertMessage, locale: string): string {
  const words = messagesFor(locale);
  const exceeded = state === ThresholdState.EXCEEDED;
  if (thresholdPercent === 100) return exceeded ? words.over(alert) : words.atLimit(alert);
  return exceeded ? words.past(alert) : words.reached(alert);
}

const restOf = ({ limit, spent }: BudgetThresholdExceeded): bigint => limit!.minorUnits - spent!.minorUnits;

function alertWords(event: BudgetThresholdExceeded, household: string, locale: string): AlertMessage {
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

/** Two calendar days as people write them; no zone shifts them. */
const period = (from: string, to: string, locale: string): string =>
  new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' }).formatRange(new Date(from), new Date(to));

/** A whole month by its name, such as November 2026; any other period by its days. */
function periodName(from: string, to: string, locale: string): string {
  const [first, last] = [Temporal.PlainDate.from(from), Temporal.PlainDate.from(to)];
  const isMonth = first.day === 1 && last.equals(first.with({ day: first.daysInMonth }));
  if (!isMonth) return period(from, to, locale);
  return new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(new Date(from));
}
