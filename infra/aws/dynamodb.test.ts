/** Terraform makes the table of accounts on AWS, the service makes it elsewhere; both must make the same. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { DescribeTableCommand, DescribeTimeToLiveCommand } from '@aws-sdk/client-dynamodb';
import { createDynamoClient } from '#kit/store/dynamo/client.ts';
import { localDynamodb } from '#kit/testing/test-databases.ts';
import { databaseCommands } from '../../services/accounts/database.ts';

const MODULE = join(import.meta.dirname, 'modules/dynamodb/main.tf');

test('the table of Terraform has the keys, index and expiry of the table that accounts makes', async () => {
  const client = createDynamoClient(localDynamodb());
  const table = `accounts-${randomUUID()}`;
  const commands = databaseCommands({ client, table, generation: 0 });
  await commands.migrate();
  try {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: table }));
    const { TimeToLiveDescription } = await client.send(new DescribeTimeToLiveCommand({ TableName: table }));
    const text = (await readFile(MODULE, 'utf8')).replaceAll(/ +/g, ' ');
    const keyOf = (keys: readonly { KeyType?: string | undefined; AttributeName?: string | undefined }[] | undefined) =>
      Object.fromEntries(keys!.map((one) => [one.KeyType!, one.AttributeName!]));
    const own = keyOf(Table!.KeySchema);
    assert.ok(text.includes(` hash_key = "${own['HASH']}"\n range_key = "${own['RANGE']}"`));
    const names = Table!.AttributeDefinitions!.map((one) => one.AttributeName!);
    assert.deepEqual(
      [...text.match(/for_each = \[(.*)\]\n content/)![1]!.matchAll(/"(\w+)"/g)].map(([, name]) => name).toSorted(),
      names.toSorted(),
    );
    for (const { IndexName, KeySchema, Projection } of Table!.GlobalSecondaryIndexes!) {
      const index = `global_secondary_index {\n name = "${IndexName}"\n hash_key = "${keyOf(KeySchema)['HASH']}"\n projection_type = "${Projection!.ProjectionType}"`;
      assert.ok(text.includes(index), index);
    }
    assert.equal(text.match(/global_secondary_index \{/g)!.length, Table!.GlobalSecondaryIndexes!.length);
    assert.ok(text.includes(`attribute_name = "${TimeToLiveDescription!.AttributeName}"`));
  } finally {
    await commands.drop();
    client.destroy();
  }
});
