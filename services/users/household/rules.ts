/** Rules of households: who makes one owns it; members and roles travel in tokens. */
import { clone, create } from '@bufbuild/protobuf';
import { Code } from '@connectrpc/connect';
import { type HouseholdEvent, HouseholdEventSchema } from '#gen/melo/users/v1/household_event_pb.ts';
import { type Household, HouseholdSchema, Role } from '#gen/melo/users/v1/household_pb.ts';
import { UsersReason, UsersReasonSchema } from '#gen/melo/users/v1/reason_pb.ts';
import { SessionEventSchema } from '#gen/melo/users/v1/session_event_pb.ts';
import { topics } from '#infra/topology.ts';
import { domainError, errors } from '#kit/rpc/errors.ts';
import { newEvent, type WriteContext } from '#kit/rpc/write-context.ts';
import { isTimeZone, timestamp } from '#kit/values/dates.ts';
import { isCurrency } from '#kit/values/money.ts';

export const UPDATABLE_FIELDS = ['name', 'base_currency', 'time_zone', 'locale'] as const;

/** Households of a user; every token carries them all. */
export const MAX_HOUSEHOLDS = 50;

type Wanted = Pick<Household, 'name' | 'baseCurrency' | 'timeZone' | 'locale'>;

/** A new household of which `ownerId`, who is in so many others, is the owner. Errors: CURRENCY_UNKNOWN, TIME_ZONE_UNKNOWN, LIMIT_REACHED. */
export function createHousehold(wanted: Wanted, ownerId: string, others: number, act: WriteContext) {
  if (others >= MAX_HOUSEHOLDS) throw errors.tooMany('households', MAX_HOUSEHOLDS);
  const after = create(HouseholdSchema, {
    ...checkHousehold(wanted),
    id: act.newId(),
    members: [{ userId: ownerId, role: Role.OWNER }],
    createTime: timestamp(act.now),
    etag: '1',
  });
  const value = { $typeName: 'melo.users.v1.HouseholdCreated', household: after } as const;
  const own = { ...act, actorId: ownerId };
  return {
    after,
    events: [
      householdEvent(own, after, { case: 'householdCreated', value }),
      memberTold(own, after.id, ownerId, Role.OWNER),
    ],
  };
}

/** The changed household (already merged and valid in shape). Errors: CURRENCY_UNKNOWN, TIME_ZONE_UNKNOWN. */
export function updateHousehold(before: Household, wanted: Household, act: WriteContext) {
  const after = Object.assign(clone(HouseholdSchema, before), checkHousehold(wanted), {
    etag: String(BigInt(before.etag) + 1n),
  });
  const value = { $typeName: 'melo.users.v1.HouseholdUpdated', before, after } as const;
  return { before, after, events: [householdEvent(act, after, { case: 'householdUpdated', value })] };
}

/** The end of a household: every service erases its part, every member's tokens are refreshed. */
export function deleteHousehold(before: Household, act: WriteContext) {
  const value = { $typeName: 'melo.users.v1.HouseholdDeleted', before } as const;
  const gone = { ...before, etag: String(BigInt(before.etag) + 1n) };
  const left = before.members.map((member) => memberTold(act, before.id, member.userId, Role.UNSPECIFIED));
  return { before, events: [householdEvent(act, gone, { case: 'householdDeleted', value }), ...left] };
}

/** A household without one of its members. */
export function leaveHousehold(before: Household, userId: string, act: WriteContext) {
  const after = clone(HouseholdSchema, before);
  after.members = before.members.filter((member) => member.userId !== userId);
  after.etag = String(BigInt(before.etag) + 1n);
  const value = { $typeName: 'melo.users.v1.HouseholdUpdated', before, after } as const;
  const events = [
    householdEvent(act, after, { case: 'householdUpdated', value }),
    memberTold(act, before.id, userId, Role.UNSPECIFIED),
  ];
  return { before, after, events: events };
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

const householdEvent = (act: WriteContext, household: Household, change: HouseholdEvent['change']) =>
  newEvent(act, topics.household, HouseholdEventSchema, {
    householdId: household.id,
    version: BigInt(household.etag),
    change,
  });

const memberTold = (act: WriteContext, householdId: string, userId: string, role: Role) =>
  newEvent(
    act,
    topics.session,
    SessionEventSchema,
    {
      householdId,
      version: 0n,
      change: { case: 'membershipChanged', value: { $typeName: 'melo.users.v1.MembershipChanged', userId, role } },
    },
    userId,
  );

/** The household with its defaults. Errors: CURRENCY_UNKNOWN, TIME_ZONE_UNKNOWN. */
export function checkHousehold({ name, baseCurrency, timeZone, locale }: Wanted): Wanted {
  if (!isCurrency(baseCurrency)) {
    throw domainError(
      Code.InvalidArgument,
      UsersReasonSchema,
      UsersReason.CURRENCY_UNKNOWN,
      `There is no currency ${baseCurrency}.`,
      {
        field: 'base_currency',
      },
    );
  }
  if (!isTimeZone(timeZone || 'UTC')) {
    throw domainError(
      Code.InvalidArgument,
      UsersReasonSchema,
      UsersReason.TIME_ZONE_UNKNOWN,
      `There is no time zone ${timeZone}.`,
      {
        field: 'time_zone',
      },
    );
  }
  return { name, baseCurrency, timeZone: timeZone || 'UTC', locale: locale || 'en' };
}
