/** Outbox, answers of writes and watermark in a service's one DynamoDB table (key pk, sk), each an item of the same TransactWriteItems. */
import { setTimeout as delay } from 'node:timers/promises';
import {
  type AttributeValue,
  BatchWriteItemCommand,
  type BatchWriteItemCommandOutput,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  paginateQuery,
  QueryCommand,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { Message } from '@bufbuild/protobuf';
import { type Timestamp, timestampFromMs, timestampMs } from '@bufbuild/protobuf/wkt';
import { partitionOf } from '../../events/kafka.ts';
import type { Outbox, Stamped } from '../../events/relay.ts';
import { stampSequence } from '../../events/wire-format.ts';
import {
  DuplicateRequestError,
  type IdempotencyStore,
  type OutboxEvent,
  type WriteContext,
} from '../../rpc/write-context.ts';
import { largest } from '../../values/money.ts';
import type { AppliedEvent, Checkpoint, CheckpointStore, DeadLetter, EventBatch } from '../checkpoints.ts';
import { StaleDecisionError } from '../stale-decision.ts';

type Item = Record<string, AttributeValue>;

const FIRST_SEQUENCE = 1n << 48n;
const REQUEST_KEPT_SECONDS = 48 * 3600;
/** Tries of a transaction that DynamoDB refuses because another is writing one of its items; the SDK leaves them to us. */
const CONFLICT_TRIES = 4;
const CONFLICT_PAUSE_MS = 20;
/** Most items of one BatchWriteItem. */
const DELETE_CHUNK = 25;
const RELAY_KEY = { pk: { S: 'RELAY' }, sk: { S: 'RELAY' } };

export const text = (value: string): AttributeValue => ({ S: value });
export const number = (value: bigint | number): AttributeValue => ({ N: value.toString() });

/** The items by which a write keeps its request id, its answer and its events. */
export function writeItems(
  table: string,
  act: WriteContext,
  events: readonly OutboxEvent[],
  answer: Message,
): TransactWriteItem[] {
  const { idempotencyKey } = act;
  const kept: TransactWriteItem[] = idempotencyKey
    ? [
        {
          Put: {
            TableName: table,
            Item: {
              pk: text(`REQUEST#${idempotencyKey.scope}`),
              sk: text(idempotencyKey.requestId),
              hash: text(idempotencyKey.hash),
              answer: { B: idempotencyKey.encode(answer) },
              expire: number(Math.floor(act.now.epochMilliseconds / 1000) + REQUEST_KEPT_SECONDS),
            },
            ConditionExpression: 'attribute_not_exists(pk)',
          },
        },
      ]
    : [];
  return [...kept, ...events.map((event) => outboxItem(table, event))];
}

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
 * Writes all items or none. `refused` says which error a failed condition of item i stands for;
 * the ticket's own item, the first of a write, is TicketTaken.
 */
export async function transact(
  client: DynamoDBClient,
  items: readonly TransactWriteItem[],
  refused: (index: number) => Error,
): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await client.send(new TransactWriteItemsCommand({ TransactItems: [...items] }));
      return;
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw error;
      const reasons = error.CancellationReasons?.map(({ Code }) => Code) ?? [];
      const index = reasons.indexOf('ConditionalCheckFailed');
      if (index >= 0)
        throw items[index]?.Put?.Item?.['pk']?.S?.startsWith('REQUEST#') ? new DuplicateRequestError() : refused(index);
      if (!reasons.includes('TransactionConflict')) throw error;
      // Somebody else goes on writing one of the items; the write is decided again, after longer pauses.
      if (tries === CONFLICT_TRIES) throw new StaleDecisionError(keyOf(items[reasons.indexOf('TransactionConflict')]));
      await delay(CONFLICT_PAUSE_MS * tries);
    }
  }
}

/** Partition and sort key of a written item, as one text. */
function keyOf(item: TransactWriteItem | undefined): string {
  const key = item?.Put?.Item ?? item?.Update?.Key ?? item?.Delete?.Key ?? item?.ConditionCheck?.Key;
  return `${key?.['pk']?.S}|${key?.['sk']?.S}`;
}

export const dynamoIdempotency = (client: DynamoDBClient, table: string): IdempotencyStore => ({
  async find({ scope, requestId }) {
    const Key = { pk: text(`REQUEST#${scope}`), sk: text(requestId) };
    const { Item } = await client.send(new GetItemCommand({ TableName: table, Key, ConsistentRead: true }));
    return Item && { hash: Item['hash']!.S!, answer: Item['answer']!.B! };
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
      const Key = { pk: text('OUTBOX'), sk: text(id) };
      const { Item } = await client.send(new GetItemCommand({ TableName: table, Key, ConsistentRead: true }));
      if (Item) found.push(Item);
    }
    return found;
  }

  const relayItem = async (): Promise<Item | undefined> =>
    (await client.send(new GetItemCommand({ TableName: table, Key: RELAY_KEY, ConsistentRead: true }))).Item;

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
      const state = await relayItem();
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
      for (let i = 0; i < events.length; i += DELETE_CHUNK) {
        const requests = events
          .slice(i, i + DELETE_CHUNK)
          .map(({ eventId }) => ({ DeleteRequest: { Key: { pk: text('OUTBOX'), sk: text(eventId) } } }));
        await batchWrite(client, table, requests);
      }
    },
  };
}

type WriteRequests = NonNullable<ConstructorParameters<typeof BatchWriteItemCommand>[0]['RequestItems']>[string];

/** Writes or deletes up to 25 items, trying again what DynamoDB left out. */
export async function batchWrite(client: DynamoDBClient, table: string, requests: WriteRequests): Promise<void> {
  for (let left: WriteRequests | undefined = requests; left && left.length > 0; ) {
    const answer: BatchWriteItemCommandOutput = await client.send(
      new BatchWriteItemCommand({ RequestItems: { [table]: left } }),
    );
    left = answer.UnprocessedItems?.[table];
  }
}

const toStamped = (item: Item, sequence: bigint): Stamped => ({
  eventId: item['sk']!.S!,
  topic: item['topic']!.S!,
  key: item['key']!.S!,
  payload: stampSequence(item['payload']!.B!, sequence),
  traceparent: item['traceparent']?.S,
});

/** Names of what is derived; a generation that was made again stands beside the one before. */
export const generationOf = (name: string, generation: number): string =>
  generation === 0 ? name : `${name}.${generation}`;

const watermarkKey = (topic: string, partition: number, generation: number) => ({
  pk: text(generationOf('WATERMARK', generation)),
  sk: text(`${topic}#${partition}`),
});

const skippedKey = (topic: string, partition: number, offset: bigint, generation: number) => ({
  pk: text(generationOf('SKIPPED', generation)),
  sk: text(`${topic}#${partition}#${offset}`),
});

/** Events of a batch that are newer than the watermark. */
export const unapplied = <Event extends { sequence: bigint }>(
  { events, redriven }: EventBatch<Event>,
  before: Checkpoint | undefined,
): Event[] =>
  events.map(({ event }) => event).filter(({ sequence }) => redriven || sequence > (before?.sequence ?? 0n));

/** What goes into the effect's own transaction, so that it takes place once: the watermark moves, or what was skipped is forgotten. */
export function advanceItems(
  table: string,
  batch: EventBatch<AppliedEvent>,
  before: Checkpoint | undefined,
  generation = 0,
): TransactWriteItem[] {
  const { topic, partition, events, redriven } = batch;
  if (redriven) {
    return events.map(({ offset }) => ({
      Delete: {
        TableName: table,
        Key: skippedKey(topic, partition, offset, generation),
        ConditionExpression: 'attribute_exists(pk)',
      },
    }));
  }
  const last = unapplied(batch, before).at(-1)?.occurTime;
  return [
    watermarkItem(table, { ...batch, ...(last && { last }) }, before, checkpointAfter(batch, before), generation),
  ];
}

/** Where a batch leaves the watermark, which never goes back. */
export const checkpointAfter = (
  batch: EventBatch<{ sequence: bigint }>,
  before: Checkpoint | undefined,
): Checkpoint => ({
  sequence: largest([
    before?.sequence ?? 0n,
    unapplied(batch, before).at(-1)?.sequence ?? 0n,
    batch.skippedSequence ?? 0n,
  ]),
  nextOffset: batch.nextOffset,
});

/** The watermark's new place, on the condition that it still is where it was read; without a last event its time stays. */
function watermarkItem(
  table: string,
  { topic, partition, last }: Pick<EventBatch<unknown>, 'topic' | 'partition'> & { readonly last?: Timestamp },
  before: Checkpoint | undefined,
  after: Checkpoint,
  generation: number,
): TransactWriteItem {
  return {
    Update: {
      TableName: table,
      Key: watermarkKey(topic, partition, generation),
      UpdateExpression: `SET #sequence = :sequence, nextOffset = :next${last ? ', occurMs = :occurMs' : ''}`,
      ConditionExpression: before ? 'nextOffset = :before' : 'attribute_not_exists(pk)',
      ExpressionAttributeNames: { '#sequence': 'sequence' },
      ExpressionAttributeValues: {
        ':sequence': number(after.sequence),
        ':next': number(after.nextOffset),
        ...(last && { ':occurMs': number(timestampMs(last)) }),
        ...(before && { ':before': number(before.nextOffset) }),
      },
    },
  };
}

const toPosition = (item: Item): Checkpoint => ({
  sequence: BigInt(item['sequence']!.N!),
  nextOffset: BigInt(item['nextOffset']!.N!),
});

const toSkipped = (item: Item): DeadLetter => ({
  topic: item['topic']!.S!,
  partition: Number(item['partition']!.N!),
  offset: BigInt(item['offset']!.N!),
  key: item['key']?.S ?? '',
  sequence: BigInt(item['sequence']!.N!),
  cause: item['cause']!.S!,
});

/** Items of a key, all or those that begin so; an empty prefix is none that DynamoDB takes. */
export async function query(client: DynamoDBClient, table: string, pk: string, prefix = ''): Promise<Item[]> {
  const pages = paginateQuery(
    { client },
    {
      TableName: table,
      KeyConditionExpression: prefix ? 'pk = :pk AND begins_with(sk, :prefix)' : 'pk = :pk',
      ExpressionAttributeValues: { ':pk': text(pk), ...(prefix && { ':prefix': text(prefix) }) },
      ConsistentRead: true,
    },
  );
  const items: Item[] = [];
  for await (const page of pages) items.push(...(page.Items ?? []));
  return items;
}

export function dynamoCheckpoints(client: DynamoDBClient, table: string, generation = 0): CheckpointStore {
  const itemsOf = (key: string, prefix = '') => query(client, table, generationOf(key, generation), prefix);
  const watermark = async (topic: string, partition: number): Promise<Item | undefined> => {
    const Key = watermarkKey(topic, partition, generation);
    return (await client.send(new GetItemCommand({ TableName: table, Key, ConsistentRead: true }))).Item;
  };
  return {
    async checkpoint(topic, partition) {
      const item = await watermark(topic, partition);
      return item && toPosition(item);
    },
    async checkpoints() {
      return (await itemsOf('WATERMARK')).map((item) => {
        const [topic, partition] = item['sk']!.S!.split('#') as [string, string];
        return { topic, partition: Number(partition), ...toPosition(item) };
      });
    },
    async recordDeadLetter({ topic, partition, offset, key, sequence, cause }) {
      const Item = {
        ...skippedKey(topic, partition, offset, generation),
        topic: text(topic),
        partition: number(partition),
        offset: number(offset),
        key: text(key),
        sequence: number(sequence),
        cause: text(cause),
      };
      await client.send(new PutItemCommand({ TableName: table, Item }));
    },
    async deadLetters() {
      return (await itemsOf('SKIPPED')).map(toSkipped);
    },
    async discardDeadLetter({ topic, partition, offset }) {
      const Key = skippedKey(topic, partition, offset, generation);
      const { Attributes } = await client.send(
        new DeleteItemCommand({ TableName: table, Key, ReturnValues: 'ALL_OLD' }),
      );
      return Attributes !== undefined;
    },
    async freshness(topic, household) {
      const [stands, skipped] = await Promise.all([watermark(topic, partitionOf(household)), itemsOf('SKIPPED')]);
      const occurMs = stands?.['occurMs']?.N;
      return {
        asOfSequence: stands ? toPosition(stands).sequence : 0n,
        ...(occurMs && { asOfTime: timestampFromMs(Number(occurMs)) }),
        incomplete: skipped.map(toSkipped).some(({ key }) => key === household || key === ''),
      };
    },
  };
}
