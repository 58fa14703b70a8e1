/** Rules of households: who makes one owns it; members and roles travel in tokens. */
import { clone, create } from '@bufbuild/protobuf';
import { Code } from '@connectrpc/connect';
import { HouseholdEventSchema } from '#gen/melo/users/v1/household_event_pb.ts';
import { type Household, HouseholdSchema, Role } from '#gen/melo/users/v1/household_pb.ts';
import { UsersReason, UsersReasonSchema } from '#gen/melo/users/v1/reason_pb.ts';
import { SessionEventSchema } from '#gen/melo/users/v1/session_event_pb.ts';
import { type EventChange, newEvent } from '#kit/events/event.ts';
import { domainError, errors } from '#kit/rpc/errors.ts';
import type { WriteContext } from '#kit/rpc/write-context.ts';
import { isTimeZone, timestamp } from '#kit/values/dates.ts';
import { isCurrency } from '#kit/values/money.ts';

export const UPDATABLE_FIELDS = ['name', 'base_currency', 'time_zone', 'locale'] as const;

/** Households of a user; every token carries them all. */
export const MAX_HOUSEHOLDS = 50;

type Wanted = Pick<Household, 'name' | 'baseCurrency' | 'timeZone' | 'locale'>;

/** A new household of which `ownerId`, who is in so many others, is the owner. Errors: CURRENCY_UNKNOWN, TIME_ZONE_UNKNOWN, LIMIT_REACHED. */
export function createHousehold(wanted: Wanted, ownerId: string, others: number, write: WriteContext) {
  if (others >= MAX_HOUSEHOLDS) throw errors.tooMany('households', MAX_HOUSEHOLDS);
  const after = create(HouseholdSchema, {
    ...checkHousehold(wanted),
    id: write.newId(),
    members: [{ userId: ownerId, role: Role.OWNER }],
    createTime: timestamp(write.now),
    etag: '1',
  });
  const own = { ...write, actorId: ownerId };
  return {
    after,
    events: [
      householdEvent(own, after, { case: 'householdCreated', value: { after } }),
      membershipEvent(own, after.id, ownerId, Role.OWNER),
    ],
  };
}

/** The changed household (already merged and valid in shape). Errors: CURRENCY_UNKNOWN, TIME_ZONE_UNKNOWN. */
export function updateHousehold(before: Household, wanted: Household, write: WriteContext) {
  const after = Object.assign(clone(HouseholdSchema, before), checkHousehold(wanted), {
    etag: String(BigInt(before.etag) + 1n),
  });
  const value = { before, after };
  return { before, after, events: [householdEvent(write, after, { case: 'householdUpdated', value })] };
}

/** The end of a household: every service erases its part, every member's tokens are refreshed. */
export function deleteHousehold(before: Household, write: WriteContext) {
  const gone = { ...before, etag: String(BigInt(before.etag) + 1n) };
  const left = before.members.map((member) => membershipEvent(write, before.id, member.userId, Role.UNSPECIFIED));
  return { before, events: [householdEvent(write, gone, { case: 'householdDeleted', value: { before } }), ...left] };
}

/** A household without one of its members. */
export function leaveHousehold(before: Household, userId: string, write: WriteContext) {
  const after = clone(HouseholdSchema, before);
  after.members = before.members.filter((member) => member.userId !== userId);
  after.etag = String(BigInt(before.etag) + 1n);
  const events = [
    householdEvent(write, after, { case: 'householdUpdated', value: { before, after } }),
    membershipEvent(write, before.id, userId, Role.UNSPECIFIED),
  ];
  return { before, after, events };
}

export const isOnlyOwner = ({ members }: Household, userId: string): boolean =>
  members.every((member) => member.userId === userId || member.role !== Role.OWNER);

/** A neutral name, because households are in topics that are kept without limit. To add a language: a word here. */
const names: Readonly<Record<string, string>> = {
  en: 'Household',
  de: 'Haushalt',
  fr: 'Foyer',
  es: 'Hogar',
  it: 'Casa',
  nl: 'Huishouden',
};

/** What a first household is called. */
export const householdName = (locale: string): string => names[locale.split('-')[0]!.toLowerCase()] ?? names['en']!;

const householdEvent = (write: WriteContext, household: Household, change: EventChange<typeof HouseholdEventSchema>) =>
  newEvent(write, HouseholdEventSchema, {
    householdId: household.id,
    version: BigInt(household.etag),
    change,
  });

const membershipEvent = (write: WriteContext, householdId: string, userId: string, role: Role) =>
  newEvent(write, SessionEventSchema, {
    householdId,
    version: 0n,
    change: { case: 'membershipChanged', value: { userId, role } },
    key: userId,
  });

/** The household with its defaults. Errors: CURRENCY_UNKNOWN, TIME_ZONE_UNKNOWN. */
export function checkHousehold({ name, baseCurrency, timeZone, locale }: Wanted): Wanted {
  if (!isCurrency(baseCurrency)) {
    throw domainError(UsersReasonSchema, {
      code: Code.InvalidArgument,
      reason: UsersReason.CURRENCY_UNKNOWN,
      text: `${baseCurrency} is not a known currency.`,
      metadata: {
        field: 'base_currency',
      },
    });
  }
  if (!isTimeZone(timeZone || 'UTC')) {
    throw domainError(UsersReasonSchema, {
      code: Code.InvalidArgument,
      reason: UsersReason.TIME_ZONE_UNKNOWN,
      text: `${timeZone} is not a known time zone.`,
      metadata: {
        field: 'time_zone',
      },
    });
  }
  return { name, baseCurrency, timeZone: timeZone || 'UTC', locale: locale || 'en' };
}
