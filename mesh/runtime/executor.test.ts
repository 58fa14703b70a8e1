import assert from 'node:assert/strict';
import { test } from 'node:test';
import { create } from '@bufbuild/protobuf';
import { GraphQLObjectType, GraphQLSchema, GraphQLString, parse } from 'graphql';
import { LineSchema } from '#gen/melo/transactions/v1/transaction_pb.ts';
import { createLog } from '#kit/telemetry/log.ts';
import { contractsOfCode } from '../schema/contracts.ts';
import type { OperationScope } from '../schema/schema.ts';
import type { Row } from '../schema/types.ts';
import { createExecutor } from './executor.ts';
import { linkOf } from './links.ts';
import type { Upstream } from './upstream.ts';

test('an event of a subscription shows joined rows as they are now, not as they were at the event before', async () => {
  const category = linkOf(await contractsOfCode(), LineSchema.field.categoryId)!;
  let reads = 0;
  const upstream: Upstream = {
    call: async ({ output }) => create(output, { categories: [{ id: 'c1', name: `read ${++reads}` }] } as never) as Row,
    stream: () => assert.fail('no stream is expected'),
  };
  const fields = {
    watch: {
      type: GraphQLString,
      async *subscribe() {
        yield* ['first', 'second'];
      },
      resolve: async (_: unknown, __: unknown, scope: OperationScope) => {
        const rows = await Promise.all([scope.load(category, 'c1'), scope.load(category, 'c1')]);
        return rows.map((row) => row?.['name']).join(', ');
      },
    },
  };
  const query = new GraphQLObjectType({ name: 'Query', fields: { none: { type: GraphQLString } } });
  const graph = new GraphQLSchema({ query, subscription: new GraphQLObjectType({ name: 'Subscription', fields }) });
  const execute = createExecutor({ graph, upstream, log: createLog('mesh', 'silent') });
  const events = await execute({ document: parse('subscription { watch }') });
  assert.ok(Symbol.asyncIterator in events);
  const seen = await Array.fromAsync(events);
  assert.deepEqual(
    seen.map(({ data }) => data?.['watch']),
    ['read 1, read 1', 'read 2, read 2'],
  );
});
