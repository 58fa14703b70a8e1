/** Rules of users: who registers becomes a user, verifies an address, changes a profile. */
import { clone, create } from '@bufbuild/protobuf';
import { Code } from '@connectrpc/connect';
import type { RegisterRequest } from '#gen/melo/users/v1/auth_service_pb.ts';
import { UsersReason, UsersReasonSchema } from '#gen/melo/users/v1/reason_pb.ts';
import { type UserEvent, UserEventSchema } from '#gen/melo/users/v1/user_event_pb.ts';
import { type User, UserSchema } from '#gen/melo/users/v1/user_pb.ts';
import { topics } from '#infra/map.ts';
import { type Act, tell } from '#kit/act.ts';
import { isTimeZone, timestamp } from '#kit/clock.ts';
import { refusal } from '#kit/refuse.ts';

export const UPDATABLE = ['name', 'locale', 'time_zone'] as const;

/** Addresses are one whatever their case. */
export const canonicalEmail = (email: string): string => email.trim().toLowerCase();

/** A new, unverified user, and the mail that verifies the address. Errors: TIME_ZONE_UNKNOWN. */
export function registerUser(request: RegisterRequest, claimId: string, act: Act) {
  const after = create(UserSchema, {
    id: act.id(),
    email: canonicalEmail(request.email),
    name: request.name,
    locale: request.locale || 'en',
    timeZone: knownZone(request.timeZone),
    createTime: timestamp(act.now),
    etag: '1',
  });
  const own = { ...act, actorId: after.id };
  const created = told(own, after, {
    case: 'userCreated',
    value: { $typeName: 'melo.users.v1.UserCreated', user: after },
  });
  return { after, told: [created, requestVerification(after, claimId, own)] };
}

/** The event on which the verifying mail is sent; the token itself travels by claim. */
export const requestVerification = (user: User, claimId: string, act: Act) =>
  told(act, user, {
    case: 'emailVerificationRequested',
    value: { $typeName: 'melo.users.v1.EmailVerificationRequested', userId: user.id, claimId, user },
  });

/** The user with a verified address. */
export function verifyEmail(before: User, act: Act) {
  const after = next(before);
  after.emailVerified = true;
  const value = { $typeName: 'melo.users.v1.EmailVerified', user: after } as const;
  return { before, after, told: [told({ ...act, actorId: before.id }, after, { case: 'emailVerified', value })] };
}

/** The user with a changed profile (already merged and valid in shape). Errors: TIME_ZONE_UNKNOWN. */
export function updateUser(before: User, wanted: User, act: Act) {
  const after = next(before);
  after.name = wanted.name;
  after.locale = wanted.locale || 'en';
  after.timeZone = knownZone(wanted.timeZone);
  const value = { $typeName: 'melo.users.v1.UserUpdated', before, after } as const;
  return { before, after, told: [told(act, after, { case: 'userUpdated', value })] };
}

function next(before: User): User {
  const after = clone(UserSchema, before);
  after.etag = String(BigInt(before.etag) + 1n);
  return after;
}

/** Events of users are keyed by user, so that the compacted topic keeps the last of each. */
const told = (act: Act, user: User, change: UserEvent['change']) =>
  tell(act, topics.user, UserEventSchema, { householdId: '', version: BigInt(user.etag), change }, user.id);

function knownZone(timeZone: string): string {
  if (isTimeZone(timeZone || 'UTC')) return timeZone || 'UTC';
  throw refusal(
    Code.InvalidArgument,
    UsersReasonSchema,
    UsersReason.TIME_ZONE_UNKNOWN,
    `There is no time zone ${timeZone}.`,
    {
      field: 'time_zone',
    },
  );
}
