/** Accounts, their daily sums and time zones in one DynamoDB table. */
import { dynamoCheckpoints } from '#kit/store/dynamo/checkpoints.ts';
import { createDynamoClient } from '#kit/store/dynamo/client.ts';
import { dynamoIdempotency } from '#kit/store/dynamo/idempotency.ts';
import { dynamoOutbox } from '#kit/store/dynamo/outbox.ts';
import { commits } from './commits.ts';
import { currentGeneration, databaseCommands, deleteOtherGenerations, setGeneration } from './database.ts';
import { effects } from './effects.ts';
import { queries } from './queries.ts';

/** Queries and commits for routes, and what effects of events write. */
export type AccountStore = Awaited<ReturnType<typeof openStore>>;

/**
 * `wake` is called after each commit, so that its events are published at once. `generation` of derived items is the current one
 * unless a rebuild fills another.
 */
export async function openStore(endpoint: string | undefined, table: string, wake: () => void, generation?: number) {
  const client = createDynamoClient(endpoint);
  const database = { client, table, generation: generation ?? (await currentGeneration(client, table)) };
  const checkpoints = dynamoCheckpoints(client, table, database.generation);
  return {
    ...databaseCommands(database),
    ...queries(database),
    ...commits(database, wake),
    ...effects(database, checkpoints, wake),
    checkpoints,
    idempotency: dynamoIdempotency(client, table),
    outbox: dynamoOutbox(client, table),
  };
}

/** An empty generation of derived items, for a rebuild. After `promote`, processes that start read it. */
export async function openShadowStore(endpoint: string | undefined, table: string) {
  const client = createDynamoClient(endpoint);
  const current = await currentGeneration(client, table);
  const generation = current + 1;
  await deleteOtherGenerations(client, table, current);
  return {
    store: await openStore(endpoint, table, () => {}, generation),
    async promote() {
      await setGeneration({ client, table, generation });
      client.destroy();
    },
  };
}
