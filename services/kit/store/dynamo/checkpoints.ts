/** Checkpoints and dead letters of DynamoDB stores. */
import {
  DeleteItemCommand,
  type DynamoDBClient,
  PutItemCommand,
  type TransactWriteItem,
} from '@aws-sdk/client-dynamodb';
import { timestampFromMs, timestampMs } from '@bufbuild/protobuf/wkt';
import { partitionOf } from '../../events/partitions.ts';
import {
  type AppliedEvent,
  type Checkpoint,
  type CheckpointStore,
  checkpointAfter,
  type DeadLetter,
  type EventBatch,
  unapplied,
} from '../checkpoints.ts';
import { fromAttributes, generationOf, type Item, itemKey, query, readItem, toAttributes } from './items.ts';

/** `generation` of the derived items. */
export function dynamoCheckpoints(client: DynamoDBClient, table: string, generation = 0): CheckpointStore {
  const deadLetters = async () => (await query(client, table, generationOf('SKIPPED', generation))).map(toDeadLetter);
  return {
    async checkpoint(topic, partition) {
      const item = await readItem(client, table, checkpointKey(topic, partition, generation));
      return item && toCheckpoint(item);
    },
    async checkpoints() {
      return (await query(client, table, generationOf('WATERMARK', generation))).map((item) => {
        const [topic, partition] = fromAttributes<{ sk: string }>(item).sk.split('#') as [string, string];
        return { topic, partition: Number(partition), ...toCheckpoint(item) };
      });
    },
    async recordDeadLetter({ topic, partition, offset, key, sequence, cause }) {
      const Item = {
        ...deadLetterKey(topic, partition, offset, generation),
        ...toAttributes({ topic, partition, offset, key, sequence, cause }),
      };
      await client.send(new PutItemCommand({ TableName: table, Item }));
    },
    deadLetters,
    async discardDeadLetter({ topic, partition, offset }) {
      const Key = deadLetterKey(topic, partition, offset, generation);
      const { Attributes } = await client.send(
        new DeleteItemCommand({ TableName: table, Key, ReturnValues: 'ALL_OLD' }),
      );
      return Attributes !== undefined;
    },
    async freshness(topic, household) {
      const [newest, recorded] = await Promise.all([
        readItem(client, table, checkpointKey(topic, partitionOf(household), generation)),
        deadLetters(),
      ]);
      const { sequence = 0n, occurMs } = newest ? fromAttributes<Partial<CheckpointValues>>(newest) : {};
      return {
        asOfSequence: sequence,
        ...(occurMs !== undefined && { asOfTime: timestampFromMs(Number(occurMs)) }),
        incomplete: recorded.some(({ key }) => key === household || key === ''),
      };
    },
  };
}

const checkpointKey = (topic: string, partition: number, generation: number) =>
  itemKey(generationOf('WATERMARK', generation), `${topic}#${partition}`);

const deadLetterKey = (topic: string, partition: number, offset: bigint, generation: number) =>
  itemKey(generationOf('SKIPPED', generation), `${topic}#${partition}#${offset}`);

/** The items that advance the checkpoint, or delete the records of redriven dead letters, in the transaction of the effect. */
export function advanceItems(
  table: string,
  batch: EventBatch<AppliedEvent>,
  before: Checkpoint | undefined,
  generation = 0,
): TransactWriteItem[] {
  const { topic, partition, events, redriven } = batch;
  if (!redriven) return [checkpointItem(table, batch, before, generation)];
  return events.map(({ offset }) => ({
    Delete: {
      TableName: table,
      Key: deadLetterKey(topic, partition, offset, generation),
      ConditionExpression: 'attribute_exists(pk)',
    },
  }));
}

/** Its condition: the checkpoint is where it was read. Without a new event the time of the newest event stays. */
function checkpointItem(
  table: string,
  batch: EventBatch<AppliedEvent>,
  before: Checkpoint | undefined,
  generation: number,
): TransactWriteItem {
  const after = checkpointAfter(batch, before);
  const last = unapplied(batch, before).at(-1)?.occurTime;
  return {
    Update: {
      TableName: table,
      Key: checkpointKey(batch.topic, batch.partition, generation),
      UpdateExpression: `SET #sequence = :sequence, nextOffset = :next${last ? ', occurMs = :occurMs' : ''}`,
      ConditionExpression: before ? '#sequence = :known AND nextOffset = :before' : 'attribute_not_exists(pk)',
      ExpressionAttributeNames: { '#sequence': 'sequence' },
      ExpressionAttributeValues: toAttributes({
        ':sequence': after.sequence,
        ':next': after.nextOffset,
        ...(last && { ':occurMs': timestampMs(last) }),
        ...(before && { ':known': before.sequence, ':before': before.nextOffset }),
      }),
    },
  };
}

type CheckpointValues = Checkpoint & { readonly occurMs?: bigint };

function toCheckpoint(item: Item): Checkpoint {
  const { sequence, nextOffset } = fromAttributes<CheckpointValues>(item);
  return { sequence, nextOffset };
}

function toDeadLetter(item: Item): DeadLetter {
  const { topic, partition, offset, key, sequence, cause } = fromAttributes<DeadLetterValues>(item);
  return { topic, partition: Number(partition), offset, key: key ?? '', sequence, cause };
}

/** Records from before keys were stored have none. */
type DeadLetterValues = Omit<DeadLetter, 'partition' | 'key'> & { readonly partition: bigint; readonly key?: string };
