/** What notifications take from others: people and households are copied, some events are told, all changes reach open streams. */
import { create } from '@bufbuild/protobuf';
import type { EntityManager } from '@mikro-orm/postgresql';
import { AccountEventSchema } from '#gen/melo/accounts/v1/account_event_pb.ts';
import { type BudgetEvent, BudgetEventSchema } from '#gen/melo/budgets/v1/budget_event_pb.ts';
import { ChangedPart, NotificationKind } from '#gen/melo/notifications/v1/notification_pb.ts';
import { type Change, ChangeSchema } from '#gen/melo/notifications/v1/notification_service_pb.ts';
import { TransactionEventSchema } from '#gen/melo/transactions/v1/transaction_event_pb.ts';
import { type HouseholdEvent, HouseholdEventSchema } from '#gen/melo/users/v1/household_event_pb.ts';
import { type UserEvent, UserEventSchema } from '#gen/melo/users/v1/user_event_pb.ts';
import type { User } from '#gen/melo/users/v1/user_pb.ts';
import { topics } from '#infra/topology.ts';
import { subscription } from '#kit/events/subscription.ts';
import { systemWriteContext } from '#kit/rpc/write-context.ts';
import { applySql } from '#kit/store/sql/tables.ts';
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

const USER_CHANGES = [
  'userCreated',
  'userUpdated',
  'userDeleted',
  'emailVerificationRequested',
  'emailVerified',
  'accountMailRequested',
] as const;
const HOUSEHOLD_CHANGES = ['householdCreated', 'householdUpdated', 'householdDeleted'] as const;

export function subscriptions(parts: ConsumeDependencies) {
  const { store, wake } = parts;
  return [
    subscription({
      topic: topics.user,
      schema: UserEventSchema,
      handles: USER_CHANGES,
      async apply(batch) {
        await applySql(store.fork, batch, async (events, em) => {
          await store.lockInbox(em);
          for (const event of events) await hearUser(parts, em, event);
          const users = events.map(userOf).filter((id) => id !== undefined);
          for (const waiting of await store.waitingFor(em, users)) await alert(parts, em, waiting);
        });
        wake();
      },
    }),
    subscription({
      topic: topics.household,
      schema: HouseholdEventSchema,
      handles: HOUSEHOLD_CHANGES,
      async apply(batch) {
        await applySql(store.fork, batch, async (events, em) => {
          await store.lockInbox(em);
          for (const event of events) await copyHousehold(store, em, event);
          const households = events.map(({ householdId }) => householdId);
          for (const waiting of await store.waitingFor(em, households)) await alert(parts, em, waiting);
        });
        wake();
      },
    }),
    subscription({
      topic: topics.budget,
      schema: BudgetEventSchema,
      handles: ['budgetCreated', 'budgetUpdated', 'budgetDeleted', 'budgetThresholdExceeded'],
      async apply(batch) {
        await applySql(store.fork, batch, async (events, em) => {
          // Of several thresholds that were passed at once people are told the highest.
          const alerts = events.filter(
            ({ change }) => change.case === 'budgetThresholdExceeded' && !change.value.superseded,
          );
          if (alerts.length > 0) await store.lockInbox(em);
          for (const event of alerts) await alert(parts, em, event);
          await store.tellChanges(em, changes(events, ChangedPart.BUDGETS));
        });
        wake();
      },
    }),
    subscription({
      topic: topics.account,
      schema: AccountEventSchema,
      handles: ['accountCreated', 'accountUpdated', 'accountDeleted', 'accountBalanceChanged'],
      apply: (batch) =>
        applySql(store.fork, batch, (events, em) => store.tellChanges(em, changes(events, ChangedPart.ACCOUNTS))),
    }),
    subscription({
      topic: topics.transaction,
      schema: TransactionEventSchema,
      handles: ['transactionCreated', 'transactionUpdated', 'transactionDeleted', 'transactionRestored'],
      apply: (batch) =>
        applySql(store.fork, batch, (events, em) => store.tellChanges(em, changes(events, ChangedPart.TRANSACTIONS))),
    }),
  ];
}

/** Only what is copied; nobody is told anything. */
export const replicating = (store: NotificationStore) => [
  subscription({
    topic: topics.user,
    schema: UserEventSchema,
    handles: USER_CHANGES,
    apply: (batch) =>
      applySql(store.fork, batch, async (events, em) => {
        for (const event of events) await copyUser(store, em, event);
      }),
  }),
  subscription({
    topic: topics.household,
    schema: HouseholdEventSchema,
    handles: HOUSEHOLD_CHANGES,
    apply: (batch) =>
      applySql(store.fork, batch, async (events, em) => {
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
  const proven = provenUser(event);
  if (proven && isNews) await store.tell(em, [welcome(proven)], systemWriteContext(clock));
}

/** The user of an event by which an address is proven. */
const provenUser = ({ change }: UserEvent): User | undefined =>
  (change.case === 'userCreated' || change.case === 'emailVerified') && change.value.user?.emailVerified
    ? change.value.user
    : undefined;

/** Copies the person, and says whether it was news. */
async function copyUser(store: NotificationStore, em: EntityManager, { change, version }: UserEvent): Promise<boolean> {
  switch (change.case) {
    case 'userCreated':
    case 'emailVerified':
    case 'emailVerificationRequested':
      return change.value.user ? store.putRecipient(em, recipientOf(change.value.user, version)) : false;
    case 'userUpdated':
      return store.putRecipient(em, recipientOf(change.value.after!, version));
    case 'userDeleted':
      return store.putRecipient(em, recipientOf(change.value.before!, version, true));
    default:
      return false;
  }
}

const accountMail = (claimId: string): NewMail => ({
  dedupeKey: `account|${claimId}`,
  userId: '',
  householdId: '',
  kind: NotificationKind.VERIFY_EMAIL,
  claimId,
});

/** The person an event may have made known here. */
function userOf({ change }: UserEvent): string | undefined {
  if (change.case === 'userCreated' || change.case === 'emailVerified') return change.value.user!.id;
  return change.case === 'userUpdated' ? change.value.after!.id : undefined;
}

async function copyHousehold(
  store: NotificationStore,
  em: EntityManager,
  { change, version }: HouseholdEvent,
): Promise<void> {
  switch (change.case) {
    case 'householdCreated':
      return store.putHousehold(em, change.value.household!, version, false);
    case 'householdUpdated':
      return store.putHousehold(em, change.value.after!, version, false);
    case 'householdDeleted':
      return store.putHousehold(em, change.value.before!, version, true);
  }
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
  const told = recipients.map((recipient) => ({ recipient, alert: budgetAlert(threshold, household, recipient) }));
  await store.tell(
    em,
    told.map((one) => one.alert),
    systemWriteContext(clock),
  );
  const mailed = isRecent(event, clock) ? told.filter(({ recipient }) => recipient.verified) : [];
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
