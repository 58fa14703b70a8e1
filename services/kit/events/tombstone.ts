/**
 * Tombstones: records without a value, by which a compacted topic forgets all that was published under a key. Only the outboxes of
 * SQL stores take them: the one compacted topic is of the users service.
 */
import type { OutboxEvent, WriteContext } from '../rpc/write-context.ts';

/** No event is empty, because each has an ID: in an outbox an empty payload stands for no value. */
const NO_VALUE = new Uint8Array(0);

export const tombstone = (act: Pick<WriteContext, 'newId'>, topic: string, key: string): OutboxEvent => ({
  eventId: act.newId(),
  topic,
  key,
  payload: NO_VALUE,
  traceparent: undefined,
});

export const isTombstone = (payload: Uint8Array): boolean => payload.length === 0;
