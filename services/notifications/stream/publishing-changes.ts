/** How events reach open streams of which these receive only that something has changed. */
import type { ChangedPart } from '#gen/melo/notifications/v1/notification_pb.ts';
import type { AnyEvent, EventBatch } from '#kit/store/checkpoints.ts';
import type { NotificationStore } from '../store.ts';
import { changesOf } from './changes.ts';

/** Applies a batch: one statement sends its changes and advances its checkpoint. */
export const publishingChanges =
  (store: NotificationStore, part: ChangedPart) =>
  (batch: EventBatch<AnyEvent>): Promise<void> =>
    store.apply(
      batch,
      (events, em) => store.publishChanges(em, changesOf(events, part)),
      (events) => store.changesQuery(changesOf(events, part)),
    );
