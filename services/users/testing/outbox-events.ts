/** The events that wait in the outbox of the users service. */
import { fromBinary } from '@bufbuild/protobuf';
import { type SessionEvent, SessionEventSchema } from '#gen/melo/users/v1/session_event_pb.ts';
import { type UserEvent, UserEventSchema } from '#gen/melo/users/v1/user_event_pb.ts';
import { topics } from '#infra/topology.ts';
import { isTombstone } from '#kit/events/tombstone.ts';
import type { UserStore } from '../store.ts';

export function outboxEvents(store: Pick<UserStore, 'outbox'>) {
  /** Events in the outbox, the oldest first; tombstones are left out. */
  const outbox = async () => (await store.outbox.take(10_000)).filter(({ payload }) => !isTombstone(payload));
  const userEvents = async (): Promise<UserEvent[]> =>
    (await outbox())
      .filter(({ topic }) => topic === topics.user)
      .map(({ payload }) => fromBinary(UserEventSchema, payload));
  const sessionEvents = async (): Promise<SessionEvent[]> =>
    (await outbox())
      .filter(({ topic }) => topic === topics.session)
      .map(({ payload }) => fromBinary(SessionEventSchema, payload));
  /** The shapes of the user events after the first `count`: without IDs and times, which differ. */
  const shapesAfter = async (count: number) =>
    (await userEvents())
      .slice(count)
      .map(({ change, ...head }) => [
        change.case,
        Object.keys(change.value ?? {}),
        [head.householdId, head.actorId, head.version],
      ]);
  /** The claim that was announced last. */
  const lastClaim = async (): Promise<string> => {
    const announced = (await userEvents()).findLast(({ change }) => change.case === 'accountMailRequested');
    return (announced!.change as { value: { claimId: string } }).value.claimId;
  };
  return { outbox, userEvents, sessionEvents, shapesAfter, lastClaim };
}
