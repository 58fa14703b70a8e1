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
import { deleteItems, type Item, number, readItem, text } from './items.ts';

const RELAY_KEY = { pk: { S: 'RELAY' }, sk: { S: 'RELAY' } };

export const outboxItem = (table: string, event: OutboxEvent): TransactWriteItem => ({
  Put: {
    TableName: table,
    Item: {
      pk: text('OUTBOX'),
      sk: text(event.eventId),
      topic: text(event.topic),
      key: text(event.key),
      payload: { B: event.payload },
      ...(event.traceparent && { traceparent: text(event.traceparent) }),
    },
  },
});

/**
 * The relay reserves sequences for named events by compare-and-set before it publishes them;
 * what is still in the outbox under a reservation is published first, with the numbers it had.
 */
export function dynamoOutbox(client: DynamoDBClient, table: string): Outbox {
  /** Reserved entries that ids of other clocks have pushed out of sight. */
  async function named(ids: readonly string[]): Promise<Item[]> {
    const found: Item[] = [];
    for (const id of ids) {
      const item = await readItem(client, table, { pk: text('OUTBOX'), sk: text(id) });
      if (item) found.push(item);
    }
    return found;
  }

  return {
    async lease(holder, nowMs, forMs) {
      try {
        await client.send(
          new UpdateItemCommand({
            TableName: table,
            Key: RELAY_KEY,
            UpdateExpression: 'SET holder = :holder, expireMs = :until',
            ConditionExpression: 'attribute_not_exists(holder) OR holder = :holder OR expireMs < :now',
            ExpressionAttributeValues: {
              ':holder': text(holder),
              ':until': number(nowMs + forMs),
              ':now': number(nowMs),
            },
          }),
        );
        return true;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return false;
        throw error;
      }
    },
    async take(limit) {
      // Read before the entries: a reservation that another relay makes from here on fails the condition below.
      const state = await readItem(client, table, RELAY_KEY);
      const reserved = new Map(
        Object.entries(state?.['reserved']?.M ?? {}).map(([id, value]) => [id, BigInt(value.N!)]),
      );
      const { Items = [], LastEvaluatedKey } = await client.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': text('OUTBOX') },
          ConsistentRead: true,
          Limit: limit,
        }),
      );
      const isReserved = (item: Item) => reserved.has(item['sk']!.S!);
      const hidden = [...reserved.keys()].filter((id) => LastEvaluatedKey && id > LastEvaluatedKey['sk']!.S!);
      // Of what is reserved all comes first and in its order, so none of it may be out of sight.
      const items = [...Items, ...(await named(hidden))];
      const again = items.filter(isReserved).map((item) => [item, reserved.get(item['sk']!.S!)!] as const);
      if (again.length > 0)
        return again.sort(([, a], [, b]) => (a < b ? -1 : 1)).map(([item, sequence]) => toStamped(item, sequence));
      if (Items.length === 0) return [];
      const last = BigInt(state?.['lastSequence']?.N ?? FIRST_SEQUENCE);
      const fresh = Items.map((item, i) => [item, last + BigInt(i) + 1n] as const);
      await client.send(
        new UpdateItemCommand({
          TableName: table,
          Key: RELAY_KEY,
          UpdateExpression: 'SET lastSequence = :next, reserved = :reserved',
          ConditionExpression: 'attribute_not_exists(lastSequence) OR lastSequence = :last',
          ExpressionAttributeValues: {
            ':next': number(fresh.at(-1)![1]),
            ':last': number(last),
            ':reserved': { M: Object.fromEntries(fresh.map(([item, sequence]) => [item['sk']!.S!, number(sequence)])) },
          },
        }),
      );
      return fresh.map(([item, sequence]) => toStamped(item, sequence));
    },
    async sent(events) {
      const keys = events.map(({ eventId }) => ({ pk: text('OUTBOX'), sk: text(eventId) }));
      await deleteItems(client, table, keys);
    },
  };
}

const toStamped = (item: Item, sequence: bigint): StampedEvent => ({
  eventId: item['sk']!.S!,
  topic: item['topic']!.S!,
  key: item['key']!.S!,
  payload: stampSequence(item['payload']!.B!, sequence),
  traceparent: item['traceparent']?.S,
});
