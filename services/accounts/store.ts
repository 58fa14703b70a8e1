/** Accounts and their daily sums in one DynamoDB table: items and messages, queries, commits. */
import {
  CreateTableCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  paginateScan,
  QueryCommand,
  ResourceInUseException,
  ResourceNotFoundException,
  type TransactWriteItem,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { fromJsonString, toJsonString } from '@bufbuild/protobuf';
import { type Account, AccountSchema } from '#gen/melo/accounts/v1/account_pb.ts';
import { errors } from '#kit/rpc/errors.ts';
import type { Change, WriteContext } from '#kit/rpc/write-context.ts';
import type { AnyEvent, EventBatch } from '#kit/store/checkpoints.ts';
import { dynamoApply, type Effect } from '#kit/store/dynamo/apply.ts';
import { dynamoCheckpoints } from '#kit/store/dynamo/checkpoints.ts';
import { erasedError, notErased } from '#kit/store/dynamo/erasure.ts';
import { dynamoIdempotency } from '#kit/store/dynamo/idempotency.ts';
import { deleteItems, generationOf, type Item, number, query, text } from '#kit/store/dynamo/items.ts';
import { dynamoOutbox, outboxItem } from '#kit/store/dynamo/outbox.ts';
import { itemKeyOf, transact, writeItems } from '#kit/store/dynamo/transact.ts';
import type { OutboxEvent } from '#kit/store/outbox.ts';
import { StaleDecisionError } from '#kit/store/stale-decision.ts';
import { purgeDynamoRequests } from '#kit/store/unkeyed-requests.ts';
import { numberTaken } from './account.ts';
import type { MonthOfDays, Posting } from './balance.ts';
import { createTimeZones } from './time-zones.ts';

export type AccountStore = Awaited<ReturnType<typeof openStore>>;

/**
 * Items of a household (pk): `ACCOUNT#id`, `NUMBER#mask`, `SET`, `ZONE`, for each account and month `DAYS#id#YYYY-MM`, and `GONE` once
 * it is erased. Days, time zone and watermark are derived; `generation` says which of those that were made, unless told the current one.
 */
export async function openStore(endpoint: string | undefined, table: string, wake: () => void, generation?: number) {
  const client = new DynamoDBClient({ ...(endpoint && { endpoint }), maxAttempts: 3 });
  const own = generation ?? (await currentGeneration(client, table));
  const days = generationOf('DAYS', own);

  const itemsOf = (pk: string, prefix = '') => query(client, table, pk, prefix);
  const byHousehold = async (households: readonly string[]): Promise<Account[]> =>
    (await Promise.all(households.map((id) => itemsOf(id, 'ACCOUNT#')))).flat().map(toAccount);

  const checkpoints = dynamoCheckpoints(client, table, own);
  const apply = dynamoApply({ client, table, checkpoints, generation: own });
  return {
    idempotency: dynamoIdempotency(client, table),
    outbox: dynamoOutbox(client, table),
    checkpoints,
    ...createTimeZones(client, table, own),

    /** Accounts of households, oldest first. */
    accountsOf: byHousehold,
    async accounts(ids: readonly string[], households: readonly string[]): Promise<Account[]> {
      const wanted = new Set(ids);
      return (await byHousehold(households)).filter(({ id }) => wanted.has(id));
    },
    /** Accounts by id alone, for copies; read by index, which follows a write within moments. */
    async copies(ids: readonly string[]): Promise<Account[]> {
      const found = await Promise.all(
        ids.map((id) =>
          client.send(
            new QueryCommand({
              TableName: table,
              IndexName: 'by_id',
              KeyConditionExpression: 'id = :id',
              ExpressionAttributeValues: { ':id': text(id) },
            }),
          ),
        ),
      );
      return found.flatMap(({ Items }) => (Items ?? []).map(toAccount));
    },
    /** The daily sums of a household's accounts, or of one. */
    async months(household: string, accountId = ''): Promise<Map<string, MonthOfDays[]>> {
      const items = await itemsOf(household, accountId ? `${days}#${accountId}#` : `${days}#`);
      const byAccount = Map.groupBy(items, ({ sk }) => sk!.S!.split('#')[1]!);
      return new Map([...byAccount].map(([id, own]) => [id, own.map(toMonth)]));
    },

    /** How often an account was added to the household; read before the accounts, it tells a commit whether these are still all. */
    async setVersion(household: string): Promise<bigint> {
      const { Item } = await client.send(
        new GetItemCommand({ TableName: table, Key: setKey(household), ConsistentRead: true }),
      );
      return BigInt(Item?.['version']?.N ?? 0);
    },

    /** Errors: StaleDecisionError, NUMBER_TAKEN, NOT_FOUND when the household was erased meanwhile, DuplicateRequestError. */
    async commit<Response extends object>(
      write: WriteContext,
      { before, after, events }: Change<Account>,
      response: Response,
      setVersion = 0n,
    ): Promise<Response> {
      const items = [
        ...writeItems(table, write, { events, response }),
        ...numberItems(table, before, after!),
        ...(before ? [] : [setItem(table, after!.householdId, setVersion)]),
        accountItem(table, before, after!),
        notErased(table, after!.householdId),
      ];
      await transact(client, items, (item) => {
        if (erasedError(item)) return errors.notFound('household');
        const [kind] = itemKeyOf(item).sk.split('#');
        if (kind === 'NUMBER') return numberTaken();
        return new StaleDecisionError(kind === 'SET' ? after!.householdId : after!.id);
      });
      wake();
      return response;
    },
    /** Applies events with the items of their effects. */
    async apply<Event extends AnyEvent>(batch: EventBatch<Event>, effect: Effect<Event>): Promise<void> {
      await apply(batch, effect);
      wake();
    },
    outboxItem: (event: OutboxEvent) => outboxItem(table, event),
    /** Adds postings to their days. */
    dayItems: (household: string, postings: readonly Posting[]) => dayItems(table, days, household, postings),

    async migrate(): Promise<void> {
      await createTable(client, table);
      await purgeDynamoRequests(client, table);
    },
    async assertCurrent(): Promise<void> {
      await client.send(new DescribeTableCommand({ TableName: table }));
    },
    /** For tests: the table is theirs. */
    async drop(): Promise<void> {
      await client.send(new DeleteTableCommand({ TableName: table }));
    },
    close: async () => client.destroy(),
  };
}

const GENERATION = { pk: text('GENERATION'), sk: text('CURRENT') };

async function currentGeneration(client: DynamoDBClient, table: string): Promise<number> {
  try {
    const { Item } = await client.send(new GetItemCommand({ TableName: table, Key: GENERATION, ConsistentRead: true }));
    return Number(Item?.['generation']?.N ?? 0);
  } catch (error) {
    // Before the first migration.
    if (error instanceof ResourceNotFoundException) return 0;
    throw error;
  }
}

/** An empty generation beside the one that answers; processes that start after it took over answer from it. */
export async function openShadowStore(endpoint: string | undefined, table: string) {
  const client = new DynamoDBClient({ ...(endpoint && { endpoint }), maxAttempts: 3 });
  const current = await currentGeneration(client, table);
  const generation = current + 1;
  const kept = ['DAYS', 'ZONE', 'WATERMARK', 'SKIPPED'].map((name) => generationOf(name, current));
  const isLeft = (name: string) => /^(DAYS|ZONE|WATERMARK|SKIPPED)(\.\d+)?$/.test(name) && !kept.includes(name);
  for await (const { Items = [] } of paginateScan(
    { client },
    { TableName: table, ProjectionExpression: 'pk, sk', ConsistentRead: true },
  )) {
    const left = Items.filter(({ pk, sk }) => isLeft(pk!.S!) || isLeft(sk!.S!.split('#')[0]!));
    await deleteItems(client, table, left);
  }
  return {
    store: await openStore(endpoint, table, () => {}, generation),
    async promote() {
      const Item = { ...GENERATION, generation: number(generation) };
      await client.send(new PutItemCommand({ TableName: table, Item }));
      client.destroy();
    },
  };
}

const toAccount = (item: Item): Account => fromJsonString(AccountSchema, item['account']!.S!);

const accountKey = (account: Account) => ({ pk: text(account.householdId), sk: text(`ACCOUNT#${account.id}`) });

function accountItem(table: string, before: Account | undefined, after: Account): TransactWriteItem {
  const condition = before
    ? {
        ConditionExpression: 'version = :before',
        ExpressionAttributeValues: { ':before': number(BigInt(before.etag)) },
      }
    : { ConditionExpression: 'attribute_not_exists(pk)' };
  const Item = {
    ...accountKey(after),
    id: text(after.id),
    version: number(BigInt(after.etag)),
    account: text(toJsonString(AccountSchema, after)),
  };
  return { Put: { TableName: table, Item, ...condition } };
}

/** Counts additions to a household's accounts, so that of two writers who both see room for one more only one adds it. */
const setKey = (household: string) => ({ pk: text(household), sk: { S: 'SET' } });

const setItem = (table: string, household: string, before: bigint): TransactWriteItem => ({
  Update: {
    TableName: table,
    Key: setKey(household),
    UpdateExpression: 'SET version = :after',
    ConditionExpression: before === 0n ? 'attribute_not_exists(pk)' : 'version = :before',
    ExpressionAttributeValues: {
      ':after': number(before + 1n),
      ...(before > 0n && { ':before': number(before) }),
    },
  },
});

/** A number stands in an item of its own, so that no two accounts of a household have the same. */
function numberItems(table: string, before: Account | undefined, after: Account): TransactWriteItem[] {
  const old = before?.numberMask ?? '';
  if (old === after.numberMask) return [];
  const key = (mask: string) => ({
    pk: text(after.householdId),
    sk: text(`NUMBER#${mask.replaceAll(' ', '').toUpperCase()}`),
  });
  return [
    ...(old ? [{ Delete: { TableName: table, Key: key(old) } }] : []),
    ...(after.numberMask
      ? [
          {
            Put: {
              TableName: table,
              Item: { ...key(after.numberMask), account_id: text(after.id) },
              ConditionExpression: 'attribute_not_exists(pk)',
            },
          },
        ]
      : []),
  ];
}

/** One update per account and month, adding to the sum (`d05`) and to the number (`n05`) of transactions of each day. */
function dayItems(table: string, prefix: string, household: string, postings: readonly Posting[]): TransactWriteItem[] {
  const byMonth = Map.groupBy(postings, ({ accountId, date }) => `${prefix}#${accountId}#${date.slice(0, 7)}`);
  return [...byMonth].map(([sk, days]) => ({
    Update: {
      TableName: table,
      Key: { pk: text(household), sk: text(sk) },
      UpdateExpression: `ADD ${days
        .map(({ date }) => date.slice(8))
        .map((day) => `d${day} :d${day}, n${day} :n${day}`)
        .join(', ')}`,
      ExpressionAttributeValues: Object.fromEntries(
        days.flatMap(({ date, minorUnits, count }) => [
          [`:d${date.slice(8)}`, number(minorUnits)],
          [`:n${date.slice(8)}`, number(count)],
        ]),
      ),
    },
  }));
}

const toMonth = (item: Item): MonthOfDays => ({
  month: item['sk']!.S!.split('#')[2]!,
  days: new Map(byDay(item, 'd').map(([day, { N }]) => [day, BigInt(N!)])),
  counts: new Map(byDay(item, 'n').map(([day, { N }]) => [day, Number(N!)])),
});

/** The attributes of an item that are named by a letter and a day of the month. */
const byDay = (item: Item, letter: 'd' | 'n') =>
  Object.entries(item)
    .filter(([name]) => name.startsWith(letter) && /^\d\d$/.test(name.slice(1)))
    .map(([name, value]) => [name.slice(1), value] as const);

async function createTable(client: DynamoDBClient, table: string): Promise<void> {
  const key = (name: string, type: 'HASH' | 'RANGE') => ({ AttributeName: name, KeyType: type });
  try {
    await client.send(
      new CreateTableCommand({
        TableName: table,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: ['pk', 'sk', 'id'].map((name) => ({ AttributeName: name, AttributeType: 'S' })),
        KeySchema: [key('pk', 'HASH'), key('sk', 'RANGE')],
        GlobalSecondaryIndexes: [
          { IndexName: 'by_id', KeySchema: [key('id', 'HASH')], Projection: { ProjectionType: 'ALL' } },
        ],
      }),
    );
  } catch (error) {
    if (error instanceof ResourceInUseException) return;
    throw error;
  }
  await waitUntilTableExists({ client, maxWaitTime: 60 }, { TableName: table });
  await client.send(
    new UpdateTimeToLiveCommand({
      TableName: table,
      TimeToLiveSpecification: { AttributeName: 'expire', Enabled: true },
    }),
  );
}
