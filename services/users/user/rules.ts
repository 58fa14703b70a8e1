/** Rules of users: who has proven an address becomes a user, changes a profile, and goes. */
import { clone, create } from '@bufbuild/protobuf';
import { Code } from '@connectrpc/connect';
import { UsersReason, UsersReasonSchema } from '#gen/melo/users/v1/reason_pb.ts';
import { UserEventSchema } from '#gen/melo/users/v1/user_event_pb.ts';
import { type User, UserSchema } from '#gen/melo/users/v1/user_pb.ts';
import { type EventChange, newEvent } from '#kit/events/event.ts';
import { tombstone } from '#kit/events/tombstone.ts';
import { domainError } from '#kit/rpc/errors.ts';
import type { WriteContext } from '#kit/rpc/write-context.ts';
import { isTimeZone, timestamp } from '#kit/values/dates.ts';
import type { Claim } from '../auth/claim.ts';

export const UPDATABLE_FIELDS = ['name', 'locale', 'time_zone'] as const;

/** The user of a registration whose link was followed: the address is proven. */
export function createUser({ email, registration }: Claim, write: WriteContext) {
  const { name, locale, timeZone } = registration!;
  const after = create(UserSchema, {
    id: write.newId(),
    email,
    name,
    locale,
    timeZone,
    emailVerified: true,
    createTime: timestamp(write.now),
    etag: '1',
  });
  const value = { after };
  return { after, events: [userEvent({ ...write, actorId: after.id }, after, { case: 'userCreated', value })] };
}

/** The end of a user. The tombstone makes the compacted topic forget all that was published of them. */
export function deleteUser(before: User, write: WriteContext) {
  const gone = { ...before, etag: String(BigInt(before.etag) + 1n) };
  return {
    before,
    events: [
      userEvent(write, gone, { case: 'userDeleted', value: { before } }),
      tombstone(write, UserEventSchema, before.id),
    ],
  };
}

/** The user with a changed profile (already merged and valid in shape). Errors: TIME_ZONE_UNKNOWN. */
export function updateUser(before: User, wanted: User, write: WriteContext) {
  const after = next(before);
  after.name = wanted.name;
  after.locale = wanted.locale || 'en';
  after.timeZone = knownZone(wanted.timeZone);
  const value = { before, after };
  return { before, after, events: [userEvent(write, after, { case: 'userUpdated', value })] };
}

function next(before: User): User {
  const after = clone(UserSchema, before);
  after.etag = String(BigInt(before.etag) + 1n);
  return after;
}

/** Events of users are keyed by user, so that the compacted topic keeps the last of each. */
const userEvent = (write: WriteContext, user: User, change: EventChange<typeof UserEventSchema>) =>
  newEvent(write, UserEventSchema, { householdId: '', version: BigInt(user.etag), change, key: user.id });

function knownZone(timeZone: string): string {
  if (isTimeZone(timeZone || 'UTC')) return timeZone || 'UTC';
  throw domainError(UsersReasonSchema, {
    code: Code.InvalidArgument,
    reason: UsersReason.TIME_ZONE_UNKNOWN,
    text: `${timeZone} is not a known time zone.`,
    metadata: {
      field: 'time_zone',
    },
  });
}
