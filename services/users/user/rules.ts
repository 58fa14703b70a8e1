/** Rules of users: who has proven an address becomes a user, changes a profile, and goes. */
import { clone, create } from '@bufbuild/protobuf';
import { Code } from '@connectrpc/connect';
import { UsersReason, UsersReasonSchema } from '#gen/melo/users/v1/reason_pb.ts';
import { type UserEvent, UserEventSchema } from '#gen/melo/users/v1/user_event_pb.ts';
import { type User, UserSchema } from '#gen/melo/users/v1/user_pb.ts';
import { topics } from '#infra/topology.ts';
import { tombstone } from '#kit/events/tombstone.ts';
import { domainError } from '#kit/rpc/errors.ts';
import { newEvent, type WriteContext } from '#kit/rpc/write-context.ts';
import { isTimeZone, timestamp } from '#kit/values/dates.ts';
import type { Claim } from '../auth/claim.ts';

export const UPDATABLE_FIELDS = ['name', 'locale', 'time_zone'] as const;

/** Addresses are one whatever their case. */
export const canonicalEmail = (email: string): string => email.trim().toLowerCase();

/** The user of a registration whose link was followed: the address is proven. */
export function createUser({ email, registration }: Claim, act: WriteContext) {
  const { name, locale, timeZone } = registration!;
  const after = create(UserSchema, {
    id: act.newId(),
    email,
    name,
    locale,
    timeZone,
    emailVerified: true,
    createTime: timestamp(act.now),
    etag: '1',
  });
  const value = { $typeName: 'melo.users.v1.UserCreated', user: after } as const;
  return { after, events: [userEvent({ ...act, actorId: after.id }, after, { case: 'userCreated', value })] };
}

/** The end of a user. The tombstone makes the compacted topic forget all that was published of them. */
export function deleteUser(before: User, act: WriteContext) {
  const value = { $typeName: 'melo.users.v1.UserDeleted', before } as const;
  const gone = { ...before, etag: String(BigInt(before.etag) + 1n) };
  return {
    before,
    events: [userEvent(act, gone, { case: 'userDeleted', value }), tombstone(act, topics.user, before.id)],
  };
}

/** The user with a changed profile (already merged and valid in shape). Errors: TIME_ZONE_UNKNOWN. */
export function updateUser(before: User, wanted: User, act: WriteContext) {
  const after = next(before);
  after.name = wanted.name;
  after.locale = wanted.locale || 'en';
  after.timeZone = knownZone(wanted.timeZone);
  const value = { $typeName: 'melo.users.v1.UserUpdated', before, after } as const;
  return { before, after, events: [userEvent(act, after, { case: 'userUpdated', value })] };
}

function next(before: User): User {
  const after = clone(UserSchema, before);
  after.etag = String(BigInt(before.etag) + 1n);
  return after;
}

/** Events of users are keyed by user, so that the compacted topic keeps the last of each. */
const userEvent = (act: WriteContext, user: User, change: UserEvent['change']) =>
  newEvent(act, topics.user, UserEventSchema, { householdId: '', version: BigInt(user.etag), change }, user.id);

function knownZone(timeZone: string): string {
  if (isTimeZone(timeZone || 'UTC')) return timeZone || 'UTC';
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
