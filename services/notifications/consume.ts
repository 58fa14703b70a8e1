/** What notifications consume: users and households are replicas, crossed thresholds are alerts, all changes reach open streams. */
import type { EntityManager } from '@mikro-orm/postgresql';
import { AccountEventSchema } from '#gen/melo/accounts/v1/account_event_pb.ts';
import { BalanceEventSchema } from '#gen/melo/accounts/v1/balance_event_pb.ts';
import { type BudgetEvent, BudgetEventSchema } from '#gen/melo/budgets/v1/budget_event_pb.ts';
import { ChangedPart, NotificationKind } from '#gen/melo/notifications/v1/notification_pb.ts';
import { TransactionEventSchema } from '#gen/melo/transactions/v1/transaction_event_pb.ts';
import { type HouseholdEvent, HouseholdEventSchema } from '#gen/melo/users/v1/household_event_pb.ts';
import { type UserEvent, UserEventSchema } from '#gen/melo/users/v1/user_event_pb.ts';
import { resourceChange } from '#kit/events/resource-change.ts';
import { subscription } from '#kit/events/subscription.ts';
import { systemWriteContext } from '#kit/rpc/write-context.ts';
import type { NewMail } from './mail/store.ts';
import { recipientOf, welcome } from './notification/rules.ts';
import { type AlertDependencies, isRecent, sendAlert, sendWaitingAlerts } from './notification/send-alert.ts';
import type { NotificationStore } from './store.ts';
import { changesOf } from './stream/changes.ts';
import { publishingChanges } from './stream/publishing-changes.ts';

export type Consumer = AlertDependencies & {
  /** Tells the mailer that mails may be queued. */
  wake(): void;
};

const USER_CHANGES = ['userCreated', 'userUpdated', 'userDeleted', 'accountMailRequested'] as const;
const HOUSEHOLD_CHANGES = ['householdCreated', 'householdUpdated', 'householdDeleted'] as const;

export const subscriptions = ({ wake, ...consumer }: Consumer) => [
  subscription({
    schema: UserEventSchema,
    handles: USER_CHANGES,
    apply: (batch) => consumer.store.apply(batch, (events, em) => notifyUsers(consumer, events, em)).then(wake),
  }),
  subscription({
    schema: HouseholdEventSchema,
    handles: HOUSEHOLD_CHANGES,
    apply: (batch) => consumer.store.apply(batch, (events, em) => notifyHouseholds(consumer, events, em)).then(wake),
  }),
  subscription({
    schema: BudgetEventSchema,
    handles: ['budgetCreated', 'budgetUpdated', 'budgetDeleted', 'budgetThresholdExceeded'],
    apply: (batch) => consumer.store.apply(batch, (events, em) => notifyOfBudgets(consumer, events, em)).then(wake),
  }),
  subscription({
    schema: AccountEventSchema,
    handles: ['accountCreated', 'accountUpdated', 'accountDeleted'],
    apply: publishingChanges(consumer.store, ChangedPart.ACCOUNTS),
  }),
  subscription({
    schema: BalanceEventSchema,
    handles: ['balanceChanged'],
    apply: publishingChanges(consumer.store, ChangedPart.ACCOUNTS),
  }),
  subscription({
    schema: TransactionEventSchema,
    handles: ['transactionCreated', 'transactionUpdated', 'transactionDeleted', 'transactionRestored'],
    apply: publishingChanges(consumer.store, ChangedPart.TRANSACTIONS),
  }),
];

/** For a rebuild: replicas only, without notifications and mails. */
export const replicating = (store: NotificationStore) => [
  subscription({
    schema: UserEventSchema,
    handles: USER_CHANGES,
    apply: (batch) => store.apply(batch, (events, em) => replicateUsers(store, events, em)),
  }),
  subscription({
    schema: HouseholdEventSchema,
    handles: HOUSEHOLD_CHANGES,
    apply: (batch) => store.apply(batch, (events, em) => replicateHouseholds(store, events, em)),
  }),
];

/** Replicates users, welcomes new ones, queues mails about accounts, and sends the alerts that waited for these users. */
async function notifyUsers(
  consumer: AlertDependencies,
  events: readonly UserEvent[],
  em: EntityManager,
): Promise<void> {
  await consumer.store.lockInbox(em);
  for (const event of events) {
    if (event.change.case === 'accountMailRequested') await queueAccountMail(consumer, event, em);
    else await welcomeUser(consumer, event, em);
  }
  const users = events.map((event) => resourceChange(event).after?.id).filter((id) => id !== undefined);
  await sendWaitingAlerts(consumer, users, em);
}

/** Which mail it is, and its address, only the users service knows. They are claimed when the mail is sent. */
async function queueAccountMail({ store, clock }: AlertDependencies, event: UserEvent, em: EntityManager) {
  if (event.change.case !== 'accountMailRequested' || !isRecent(event, clock)) return;
  const { claimId } = event.change.value;
  const mail: NewMail = {
    dedupeKey: `account|${claimId}`,
    userId: '',
    householdId: '',
    kind: NotificationKind.VERIFY_EMAIL,
    claimId,
  };
  await store.queueMails(em, [mail], clock().epochMilliseconds);
}

/** Replicates a user, and welcomes a new one whose address is verified. */
async function welcomeUser({ store, clock }: AlertDependencies, event: UserEvent, em: EntityManager) {
  const isNewer = await replicateUser(store, event, em);
  const created = event.change.case === 'userCreated' ? event.change.value.after! : undefined;
  if (created?.emailVerified && isNewer) await store.notify(em, [welcome(created)], systemWriteContext(clock));
}

/** Replicates households, and sends the alerts that waited for them. */
async function notifyHouseholds(consumer: AlertDependencies, events: readonly HouseholdEvent[], em: EntityManager) {
  await consumer.store.lockInbox(em);
  await replicateHouseholds(consumer.store, events, em);
  const households = events.map(({ householdId }) => householdId);
  await sendWaitingAlerts(consumer, households, em);
}

/** Sends alerts. Of several thresholds that were crossed at once, only the highest is sent. */
async function notifyOfBudgets(consumer: AlertDependencies, events: readonly BudgetEvent[], em: EntityManager) {
  const alerts = events.filter(({ change }) => change.case === 'budgetThresholdExceeded' && !change.value.superseded);
  if (alerts.length > 0) await consumer.store.lockInbox(em);
  for (const event of alerts) await sendAlert(consumer, event, em);
  await consumer.store.publishChanges(em, changesOf(events, ChangedPart.BUDGETS));
}

async function replicateUsers(store: NotificationStore, events: readonly UserEvent[], em: EntityManager) {
  for (const event of events) await replicateUser(store, event, em);
}

/** Returns whether the user is newer than the stored replica. */
async function replicateUser(store: NotificationStore, event: UserEvent, em: EntityManager): Promise<boolean> {
  const { before, after } = resourceChange(event);
  const user = after ?? before;
  return user ? store.putRecipient(em, recipientOf(user, event.version, after === undefined)) : false;
}

async function replicateHouseholds(store: NotificationStore, events: readonly HouseholdEvent[], em: EntityManager) {
  for (const event of events) {
    const { before, after } = resourceChange(event);
    await store.putHousehold(em, (after ?? before)!, event.version, after === undefined);
  }
}
