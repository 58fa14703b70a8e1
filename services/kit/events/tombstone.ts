/**
 * Tombstones: records without a value, after which a compacted topic deletes everything that was published under a key. Only the outboxes of
 * SQL stores support them, because the only compacted topic belongs to the users service.
 */

import type { DescMessage } from '@bufbuild/protobuf';
import type { WriteContext } from '../rpc/write-context.ts';
import type { OutboxEvent } from '../store/outbox.ts';
import { topicOf } from './event.ts';

/** No event is empty, because each has an ID: in an outbox an empty payload stands for no value. */
const NO_VALUE = new Uint8Array(0);

export const tombstone = (write: Pick<WriteContext, 'newId'>, schema: DescMessage, key: string): OutboxEvent => ({
  eventId: write.newId(),
  topic: topicOf(schema),
  key,
  payload: NO_VALUE,
  traceparent: undefined,
});

export const isTombstone = (payload: Uint8Array): boolean => payload.length === 0;
