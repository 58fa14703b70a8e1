/** Sends alerts of budgets to the members of their household, in the app and by mail. */
import type { EntityManager } from '@mikro-orm/postgresql';
import type { BudgetEvent } from '#gen/melo/budgets/v1/budget_event_pb.ts';
import type { UserEvent } from '#gen/melo/users/v1/user_event_pb.ts';
import { systemWriteContext } from '#kit/rpc/write-context.ts';
import { type Clock, instant } from '#kit/values/dates.ts';
import { alertMail } from '../mail/mail.ts';
import type { NotificationStore } from '../store.ts';
import { budgetAlert } from './rules.ts';

/** Older events are not mailed: they come from a replay, or after a long outage. */
const MAX_MAIL_AGE_MS = 48 * 3600_000;

export type AlertDependencies = {
  readonly store: NotificationStore;
  readonly clock: Clock;
  readonly publicUrl: string;
};

/** Sends an alert to every member that is known, once. It is kept for members who are not known yet. */
export async function sendAlert(
  { store, clock, publicUrl }: AlertDependencies,
  event: BudgetEvent,
  em: EntityManager,
): Promise<void> {
  if (event.change.case !== 'budgetThresholdExceeded') return;
  const threshold = event.change.value;
  const { household, recipients, incomplete } = await store.audience(em, event.householdId);
  await (incomplete ? store.keepWaiting(em, event) : store.endWaiting(em, event));
  if (!household || household.deleted) return;
  const alerts = recipients.map((recipient) => ({ recipient, alert: budgetAlert(threshold, household, recipient) }));
  await store.notify(
    em,
    alerts.map(({ alert }) => alert),
    systemWriteContext(clock),
  );
  const mailed = isRecent(event, clock) ? alerts.filter(({ recipient }) => recipient.verified) : [];
  await store.queueMails(
    em,
    mailed.map(({ recipient, alert }) => ({
      dedupeKey: `budget|${alert.userId}|${alert.subject}|${alert.period}|${alert.threshold}`,
      userId: alert.userId,
      householdId: alert.householdId,
      kind: alert.kind,
      content: alertMail(alert, recipient.locale, publicUrl),
    })),
    clock().epochMilliseconds,
  );
}

/** Sends the alerts that were kept for these households or users. */
export async function sendWaitingAlerts(
  dependencies: AlertDependencies,
  ids: readonly string[],
  em: EntityManager,
): Promise<void> {
  for (const event of await dependencies.store.waitingFor(em, ids)) await sendAlert(dependencies, event, em);
}

/** Whether an event is new enough to be mailed. */
export const isRecent = ({ occurTime }: UserEvent | BudgetEvent, clock: Clock): boolean =>
  occurTime !== undefined && clock().epochMilliseconds - instant(occurTime).epochMilliseconds < MAX_MAIL_AGE_MS;
