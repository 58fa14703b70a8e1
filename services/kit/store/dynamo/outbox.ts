/** The outbox of DynamoDB stores: events are items of the transaction of their change. */
import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  QueryCommand,
  type TransactWriteItem,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { stampSequence } from '../../events/wire-format.ts';
import { FIRST_SEQUENCE, type Outbox, type OutboxEvent, type StampedEvent } from '../outbox.ts';
import { deleteItems, fromAttributes, itemKey, readItem, toAttributes } from './items.ts';

const RELAY_KEY = itemKey('RELAY', 'RELAY');

const eventKey = (eventId: string) => itemKey('OUTBOX', eventId);

type EventValues = { sk: string; topic: string; key: string; payload: Uint8Array; traceparent?: string };
/** The last sequence, and the sequences that are reserved for events, by event ID. */
type RelayValues = { lastSequence?: bigint; reserved?: Record<string, bigint> };

export const outboxItem = (table: string, event: OutboxEvent): TransactWriteItem => ({
  Put: {
    TableName: table,
    Item: {
      ...eventKey(event.eventId),
      ...toAttributes({
        topic: event.topic,
        key: event.key,
        payload: event.payload,
        ...(event.traceparent && { traceparent: event.traceparent }),
      }),
    },
  },
});

/**
 * The relay reserves sequences for the events that it takes, by compare-and-set, before it publishes them. Reserved events that are
 * still in the outbox are published first, with the same sequences.
 */
export const dynamoOutbox = (client: DynamoDBClient, table: string): Outbox => ({
  async lease(holder, nowMs, forMs) {
    try {
      await client.send(
        new UpdateItemCommand({
          TableName: table,
          Key: RELAY_KEY,
          UpdateExpression: 'SET holder = :holder, expireMs = :until',
          ConditionExpression: 'attribute_not_exists(holder) OR holder = :holder OR expireMs < :now',
          ExpressionAttributeValues: toAttributes({ ':holder': holder, ':until': nowMs + forMs, ':now': nowMs }),
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  },
  async take(limit) {
    // Read before the events: the condition of `reserve` fails if another relay reserves some from here on.
    const relay = await readItem(client, table, RELAY_KEY);
    const { lastSequence = FIRST_SEQUENCE, reserved = {} } = relay ? fromAttributes<RelayValues>(relay) : {};
    const { events, lastId } = await oldestEvents(client, table, limit);
    // All reserved events come first, also those that events with IDs of other clocks have pushed beyond the limit.
    const beyond = Object.keys(reserved).filter((id) => lastId !== undefined && id > lastId);
    const waiting = [...events, ...(await eventsOf(client, table, beyond))].filter(({ sk }) =>
      Object.hasOwn(reserved, sk),
    );
    if (waiting.length > 0)
      return waiting
        .map((event) => toStamped(event, reserved[event.sk]!))
        .sort((a, b) => (reserved[a.eventId]! < reserved[b.eventId]! ? -1 : 1));
    if (events.length === 0) return [];
    const sequences = events.map((_, i) => lastSequence + BigInt(i) + 1n);
    await reserve(client, table, lastSequence, new Map(events.map(({ sk }, i) => [sk, sequences[i]!])));
    return events.map((event, i) => toStamped(event, sequences[i]!));
  },
  async sent(events) {
    const keys = events.map(({ eventId }) => eventKey(eventId));
    await deleteItems(client, table, keys);
  },
});

/** The first events of the outbox by ID, and the last ID when there are more. */
async function oldestEvents(
  client: DynamoDBClient,
  table: string,
  limit: number,
): Promise<{ events: EventValues[]; lastId: string | undefined }> {
  const { Items = [], LastEvaluatedKey } = await client.send(
    new QueryCommand({
      TableName: table,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: toAttributes({ ':pk': 'OUTBOX' }),
      ConsistentRead: true,
      Limit: limit,
    }),
  );
  const events = Items.map((item) => fromAttributes<EventValues>(item));
  return { events, lastId: LastEvaluatedKey && fromAttributes<EventValues>(LastEvaluatedKey).sk };
}

/** Events of the outbox by ID. */
async function eventsOf(client: DynamoDBClient, table: string, ids: readonly string[]): Promise<EventValues[]> {
  const found: EventValues[] = [];
  for (const id of ids) {
    const item = await readItem(client, table, eventKey(id));
    if (item) found.push(fromAttributes<EventValues>(item));
  }
  return found;
}

/** Reserves sequences for events by ID. Fails when `last` is no longer the last sequence. */
async function reserve(
  client: DynamoDBClient,
  table: string,
  last: bigint,
  sequences: ReadonlyMap<string, bigint>,
): Promise<void> {
  await client.send(
    new UpdateItemCommand({
      TableName: table,
      Key: RELAY_KEY,
      UpdateExpression: 'SET lastSequence = :next, reserved = :reserved',
      ConditionExpression: 'attribute_not_exists(lastSequence) OR lastSequence = :last',
      ExpressionAttributeValues: toAttributes({
        ':next': last + BigInt(sequences.size),
        ':last': last,
        ':reserved': Object.fromEntries(sequences),
      }),
    }),
  );
}

const toStamped = ({ sk, topic, key, payload, traceparent }: EventValues, sequence: bigint): StampedEvent => ({
  eventId: sk,
  topic,
  key,
  payload: stampSequence(payload, sequence),
  traceparent,
});
