/** Payloads on PostgreSQL's notification channel, which carry IDs only, and how they reach open streams. */
import { create } from '@bufbuild/protobuf';
import type { ChangedPart, Notification } from '#gen/melo/notifications/v1/notification_pb.ts';
import { type Change, ChangeSchema } from '#gen/melo/notifications/v1/notification_service_pb.ts';
import type { Fanout } from './fanout.ts';

export const notificationPayload = (userId: string, id: string): string => `notification|${userId}|${id}`;

export const changePayload = ({ householdId, part, sequence }: Change): string =>
  `change|${householdId}|${part}|${sequence}`;

/** Passes a payload on to the open streams of this process. A notification is read only if its user has one. */
export const dispatch =
  (fanout: Fanout, notification: (id: string) => Promise<Notification | undefined>) =>
  async (payload: string): Promise<void> => {
    const [kind, owner = '', ...rest] = payload.split('|');
    if (!fanout.wanted(owner)) return;
    if (kind === 'change') {
      const value = create(ChangeSchema, {
        householdId: owner,
        part: Number(rest[0]) as ChangedPart,
        sequence: BigInt(rest[1] ?? 0),
      });
      fanout.publish(owner, { case: 'change', value });
    }
    if (kind === 'notification') {
      const value = await notification(rest[0] ?? '');
      if (value) fanout.publish(owner, { case: 'notification', value });
    }
  };
