/** Rules of sessions: what their end tells. */
import { SessionEventSchema } from '#gen/melo/users/v1/session_event_pb.ts';
import { topics } from '#infra/map.ts';
import { type Act, tell } from '#kit/act.ts';

/** The event by which every process refuses the session's tokens from now on. */
export const endSession = (sessionId: string, userId: string, act: Act) =>
  tell(
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
