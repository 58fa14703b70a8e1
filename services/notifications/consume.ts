/** What notifications take from others: people and households are copied, some events are alerts, all changes reach open streams. */
import { create } from '@bufbuild/protobuf';
import type { EntityManager } from '@mikro-orm/postgresql';
import { AccountEventSchema } from '#gen/melo/accounts/v1/account_event_pb.ts';
import { BalanceEventSchema } from '#gen/melo/accounts/v1/balance_event_pb.ts';
import { type BudgetEvent, BudgetEventSchema } from '#gen/melo/budgets/v1/budget_event_pb.ts';
import { ChangedPart, NotificationKind } from '#gen/melo/notifications/v1/notification_pb.ts';
import { type Change, ChangeSchema } from '#gen/melo/notifications/v1/notification_service_pb.ts';
import { TransactionEventSchema } from '#gen/melo/transactions/v1/transaction_event_pb.ts';
import { type HouseholdEvent, HouseholdEventSchema } from '#gen/melo/users/v1/household_event_pb.ts';
import { type UserEvent, UserEventSchema } from '#gen/melo/users/v1/user_event_pb.ts';
import type { User } from '#gen/melo/users/v1/user_pb.ts';
import { resourceChange } from '#kit/events/resource-change.ts';
import { subscription } from '#kit/events/subscription.ts';
import { systemWriteContext } from '#kit/rpc/write-context.ts';
import { type Clock, instant } from '#kit/values/dates.ts';
import { alertMail } from './mail/mail.ts';
import type { NewMail } from './mail/store.ts';
import { budgetAlert, recipientOf, welcome } from './notification/rules.ts';
import type { NotificationStore } from './store.ts';

/** What happened longer ago is mailed to nobody any more: such events come from a replay or after a long silence. */
const MAIL_WORTH_MS = 48 * 3600_000;

export type ConsumeDependencies = {
  readonly store: NotificationStore;
  readonly clock: Clock;
  readonly publicUrl: string;
  /** Tells the mailer that mails may wait. */
  wake(): void;
};

const USER_CHANGES = ['userCreated', 'userUpdated', 'userDeleted', 'accountMailRequested'] as const;
const HOUSEHOLD_CHANGES = ['householdCreated', 'householdUpdated', 'householdDeleted'] as const;

export function subscriptions(parts: ConsumeDependencies) {
  const { store, wake } = parts;
  return [
    subscription({
      schema: UserEventSchema,
      handles: USER_CHANGES,
      async apply(batch) {
        await store.apply(batch, async (events, em) => {
          await store.lockInbox(em);
          for (const event of events) await hearUser(parts, em, event);
          const users = events.map((event) => resourceChange(event).after?.id).filter((id) => id !== undefined);
          for (const waiting of await store.waitingFor(em, users)) await alert(parts, em, waiting);
        });
        wake();
      },
    }),
    subscription({
      schema: HouseholdEventSchema,
      handles: HOUSEHOLD_CHANGES,
      async apply(batch) {
        await store.apply(batch, async (events, em) => {
          await store.lockInbox(em);
          for (const event of events) await copyHousehold(store, em, event);
          const households = events.map(({ householdId }) => householdId);
          for (const waiting of await store.waitingFor(em, households)) await alert(parts, em, waiting);
        });
        wake();
      },
    }),
    subscription({
      schema: BudgetEventSchema,
      handles: ['budgetCreated', 'budgetUpdated', 'budgetDeleted', 'budgetThresholdExceeded'],
      async apply(batch) {
        await store.apply(batch, async (events, em) => {
          // Of several thresholds that were passed at once people are alerts the highest.
          const alerts = events.filter(
            ({ change }) => change.case === 'budgetThresholdExceeded' && !change.value.superseded,
          );
          if (alerts.length > 0) await store.lockInbox(em);
          for (const event of alerts) await alert(parts, em, event);
          await store.publishChanges(em, changes(events, ChangedPart.BUDGETS));
        });
        wake();
      },
    }),
    subscription({
      schema: AccountEventSchema,
      handles: ['accountCreated', 'accountUpdated', 'accountDeleted'],
      apply: (batch) =>
        store.apply(batch, (events, em) => store.publishChanges(em, changes(events, ChangedPart.ACCOUNTS))),
    }),
    subscription({
      schema: BalanceEventSchema,
      handles: ['balanceChanged'],
      apply: (batch) =>
        store.apply(batch, (events, em) => store.publishChanges(em, changes(events, ChangedPart.ACCOUNTS))),
    }),
    subscription({
      schema: TransactionEventSchema,
      handles: ['transactionCreated', 'transactionUpdated', 'transactionDeleted', 'transactionRestored'],
      apply: (batch) =>
        store.apply(batch, (events, em) => store.publishChanges(em, changes(events, ChangedPart.TRANSACTIONS))),
    }),
  ];
}

/** Only what is copied; nobody is alerts anything. */
export const replicating = (store: NotificationStore) => [
  subscription({
    schema: UserEventSchema,
    handles: USER_CHANGES,
    apply: (batch) =>
      store.apply(batch, async (events, em) => {
        for (const event of events) await copyUser(store, em, event);
      }),
  }),
  subscription({
    schema: HouseholdEventSchema,
    handles: HOUSEHOLD_CHANGES,
    apply: (batch) =>
      store.apply(batch, async (events, em) => {
        for (const event of events) await copyHousehold(store, em, event);
      }),
  }),
];

async function hearUser({ store, clock }: ConsumeDependencies, em: EntityManager, event: UserEvent): Promise<void> {
  const { change } = event;
  if (change.case === 'accountMailRequested') {
    // What kind of mail it is, and to whom, only the users service knows, when the mail is about to go.
    if (isRecent(event, clock)) await store.queue(em, [accountMail(change.value.claimId)], clock().epochMilliseconds);
    return;
  }
  const isNews = await copyUser(store, em, event);
  const proven = verifiedUser(event);
  if (proven && isNews) await store.notify(em, [welcome(proven)], systemWriteContext(clock));
}

/** The user of an event by which an address is verified. */
const verifiedUser = ({ change }: UserEvent): User | undefined =>
  change.case === 'userCreated' && change.value.after!.emailVerified ? change.value.after : undefined;

/** Stores the replica of the user; returns whether it is newer than the one before. */
async function copyUser(store: NotificationStore, em: EntityManager, event: UserEvent): Promise<boolean> {
  const { before, after } = resourceChange(event);
  const user = after ?? before;
  return user ? store.putRecipient(em, recipientOf(user, event.version, after === undefined)) : false;
}

const accountMail = (claimId: string): NewMail => ({
  dedupeKey: `account|${claimId}`,
  userId: '',
  householdId: '',
  kind: NotificationKind.VERIFY_EMAIL,
  claimId,
});

/** Stores the replica of the household. */
async function copyHousehold(store: NotificationStore, em: EntityManager, event: HouseholdEvent): Promise<void> {
  const { before, after } = resourceChange(event);
  await store.putHousehold(em, (after ?? before)!, event.version, after === undefined);
}

/** Tells every member that is known, once; an alert with members still unknown waits for them. */
async function alert(
  { store, clock, publicUrl }: ConsumeDependencies,
  em: EntityManager,
  event: BudgetEvent,
): Promise<void> {
  if (event.change.case !== 'budgetThresholdExceeded') return;
  const threshold = event.change.value;
  const { household, recipients, incomplete } = await store.audience(em, event.householdId);
  await (incomplete ? store.keepWaiting(em, event) : store.endWaiting(em, event));
  if (!household || household.deleted) return;
  const alerts = recipients.map((recipient) => ({ recipient, alert: budgetAlert(threshold, household, recipient) }));
  await store.notify(
    em,
    alerts.map((one) => one.alert),
    systemWriteContext(clock),
  );
  const mailed = isRecent(event, clock) ? alerts.filter(({ recipient }) => recipient.verified) : [];
  await store.queue(
    em,
    mailed.map(({ recipient, alert: own }) => ({
      dedupeKey: `budget|${own.userId}|${own.subject}|${own.period}|${own.threshold}`,
      userId: own.userId,
      householdId: own.householdId,
      kind: own.kind,
      content: alertMail(own, recipient.locale, publicUrl),
    })),
    clock().epochMilliseconds,
  );
}

const isRecent = ({ occurTime }: UserEvent | BudgetEvent, clock: Clock): boolean =>
  occurTime !== undefined && clock().epochMilliseconds - instant(occurTime).epochMilliseconds < MAIL_WORTH_MS;

/** One change per household, however many events: the last one stands for all. */
function changes(
  events: readonly { readonly householdId: string; readonly sequence: bigint }[],
  part: ChangedPart,
): Change[] {
  const last = new Map(events.map(({ householdId, sequence }) => [householdId, sequence]));
  return [...last].map(([householdId, sequence]) => create(ChangeSchema, { householdId, part, sequence }));
}
