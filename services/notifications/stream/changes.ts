/** Rules of changes: what open streams receive for events. */
import { create } from '@bufbuild/protobuf';
import type { ChangedPart } from '#gen/melo/notifications/v1/notification_pb.ts';
import { type Change, ChangeSchema } from '#gen/melo/notifications/v1/notification_service_pb.ts';

/** One change per household, however many events it has, with the sequence of the last one. */
export function changesOf(
  events: readonly { readonly householdId: string; readonly sequence: bigint }[],
  part: ChangedPart,
): Change[] {
  const last = new Map(events.map(({ householdId, sequence }) => [householdId, sequence]));
  return [...last].map(([householdId, sequence]) => create(ChangeSchema, { householdId, part, sequence }));
}
