/** Rules of sessions: what their end tells. */
import { SessionEventSchema } from '#gen/melo/users/v1/session_event_pb.ts';
import { topics } from '#infra/topology.ts';
import { newEvent, type WriteContext } from '#kit/rpc/write-context.ts';

/** The event by which every process refuses the session's tokens from now on. */
export const endSession = (sessionId: string, userId: string, act: WriteContext) =>
  newEvent(
    act,
    topics.session,
    SessionEventSchema,
    {
      householdId: '',
      version: 0n,
      change: { case: 'sessionRevoked', value: { $typeName: 'melo.users.v1.SessionRevoked', sessionId } },
    },
    userId,
  );
