/** Rules of sessions. */
import { SessionEventSchema } from '#gen/melo/users/v1/session_event_pb.ts';
import { newEvent } from '#kit/events/event.ts';
import type { WriteContext } from '#kit/rpc/write-context.ts';

/** The event after which every process rejects the session's tokens. */
export const endSession = (sessionId: string, userId: string, write: WriteContext) =>
  newEvent(write, SessionEventSchema, {
    householdId: '',
    version: 0n,
    change: { case: 'sessionRevoked', value: { sessionId } },
    key: userId,
  });
