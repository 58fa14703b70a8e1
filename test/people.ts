/** People, their households and their alerts as events tell them: what a consumer is given in tests. */
import { create } from '@bufbuild/protobuf';
import {
  type BudgetEvent,
  BudgetEventSchema,
  BudgetThresholdExceededSchema,
  ThresholdState,
} from '#gen/melo/budgets/v1/budget_event_pb.ts';
import { type HouseholdEvent, HouseholdEventSchema } from '#gen/melo/users/v1/household_event_pb.ts';
import { HouseholdSchema, Role } from '#gen/melo/users/v1/household_pb.ts';
import { type UserEvent, UserEventSchema } from '#gen/melo/users/v1/user_event_pb.ts';
import { type User, UserSchema } from '#gen/melo/users/v1/user_pb.ts';
import { topics } from '#infra/map.ts';
import { timestamp } from '#kit/clock.ts';
import { uuidv7 } from '#kit/id.ts';
import { money } from '#kit/money.ts';
import { nextSequence } from './ledger.ts';

export type Told<Event> = { readonly topic: string; readonly event: Event };

const head = (householdId: string, version: bigint, at = Temporal.Now.instant()) => ({
  eventId: uuidv7(),
  sequence: nextSequence(),
  occurTime: timestamp(at),
  householdId,
  version,
});

export const newUser = (locale = 'en'): User => {
  const id = uuidv7();
  return create(UserSchema, { id, email: `${id}@example.org`, name: 'Ada', locale, timeZone: 'UTC', etag: '1' });
};

const userTold = (version: bigint, change: UserEvent['change'], at?: Temporal.Instant): Told<UserEvent> => ({
  topic: topics.user,
  event: create(UserEventSchema, { ...head('', version, at), change }),
});

/** Users are created verified; topics still hold events of some who were not. */
export const userCreated = (created: User, isVerified = true) => {
  const user = { ...created, emailVerified: isVerified };
  return userTold(1n, { case: 'userCreated', value: { $typeName: 'melo.users.v1.UserCreated', user } });
};

/** As it was told until users were created verified; topics still hold such events. */
export const emailVerified = (before: User) => {
  const user = { ...before, emailVerified: true };
  return userTold(2n, { case: 'emailVerified', value: { $typeName: 'melo.users.v1.EmailVerified', user } });
};

export const accountMailRequested = (claimId: string, at?: Temporal.Instant) => {
  const value = { $typeName: 'melo.users.v1.AccountMailRequested', claimId } as const;
  return userTold(0n, { case: 'accountMailRequested', value }, at);
};

export const userDeleted = (before: User) =>
  userTold(3n, { case: 'userDeleted', value: { $typeName: 'melo.users.v1.UserDeleted', before } });

const householdTold = (id: string, version: bigint, change: HouseholdEvent['change']): Told<HouseholdEvent> => ({
  topic: topics.household,
  event: create(HouseholdEventSchema, { ...head(id, version), change }),
});

const householdOf = (id: string, members: readonly User[]) =>
  create(HouseholdSchema, {
    id,
    name: 'Home',
    members: members.map((user, i) => ({ userId: user.id, role: i === 0 ? Role.OWNER : Role.VIEWER })),
  });

export const householdCreated = (id: string, members: readonly User[]) =>
  householdTold(id, 1n, {
    case: 'householdCreated',
    value: { $typeName: 'melo.users.v1.HouseholdCreated', household: householdOf(id, members) },
  });

export const householdDeleted = (id: string, members: readonly User[]) =>
  householdTold(id, 2n, {
    case: 'householdDeleted',
    value: { $typeName: 'melo.users.v1.HouseholdDeleted', before: householdOf(id, members) },
  });

/** A line of 200.00 passes 80 % with 170.00. */
export function thresholdPassed(householdId: string, lineId = uuidv7(), at?: Temporal.Instant): Told<BudgetEvent> {
  const value = create(BudgetThresholdExceededSchema, {
    budgetId: uuidv7(),
    budgetName: 'Household',
    lineId,
    lineName: 'Groceries',
    periodStart: '2026-11-01',
    periodEnd: '2026-11-30',
    thresholdPercent: 80,
    state: ThresholdState.EXCEEDED,
    limit: money('EUR', 20_000n),
    spent: money('EUR', 17_000n),
  });
  const change = { case: 'budgetThresholdExceeded', value } as const;
  return { topic: topics.budget, event: create(BudgetEventSchema, { ...head(householdId, 0n, at), change }) };
}
