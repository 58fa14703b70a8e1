/** Commits of accounts: a change with its events and its response, in one transaction. */
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { Account } from '#gen/melo/accounts/v1/account_pb.ts';
import { errors } from '#kit/rpc/errors.ts';
import type { Change, WriteContext } from '#kit/rpc/write-context.ts';
import { erasedError, notErased } from '#kit/store/dynamo/erasure.ts';
import { toAttributes } from '#kit/store/dynamo/items.ts';
import { itemKeyOf, transact, writeItems } from '#kit/store/dynamo/transact.ts';
import { StaleDecisionError } from '#kit/store/stale-decision.ts';
import { numberTaken } from './account.ts';
import type { Database } from './database.ts';
import { accountSetKey, fromAccount, numberKey } from './rows.ts';

/** `wake` is called after each commit. */
export const commits = ({ client, table }: Database, wake: () => void) => ({
  /**
   * A new or changed account. A new one is rejected unless the household's accounts still have `setVersion`.
   * Errors: StaleDecisionError, NUMBER_TAKEN, NOT_FOUND when the household was erased meanwhile, DuplicateRequestError.
   */
  async commit<Response extends object>(
    write: WriteContext,
    { before, after, events }: Change<Account>,
    response: Response,
    setVersion = 0n,
  ): Promise<Response> {
    const { id, householdId } = after!;
    const items = [
      ...writeItems(table, write, { events, response }),
      ...numberItems(table, before, after!),
      ...(before ? [] : [accountSetItem(table, householdId, setVersion)]),
      accountItem(table, before, after!),
      notErased(table, householdId),
    ];
    await transact(client, items, (item) => {
      if (erasedError(item)) return errors.notFound('household');
      const [kind] = itemKeyOf(item).sk.split('#');
      if (kind === 'NUMBER') return numberTaken();
      return new StaleDecisionError(kind === 'SET' ? householdId : id);
    });
    wake();
    return response;
  },
});

function accountItem(table: string, before: Account | undefined, after: Account): TransactWriteItem {
  const condition = before
    ? {
        ConditionExpression: 'version = :before',
        ExpressionAttributeValues: toAttributes({ ':before': BigInt(before.etag) }),
      }
    : { ConditionExpression: 'attribute_not_exists(pk)' };
  return { Put: { TableName: table, Item: fromAccount(after), ...condition } };
}

/** Of two writers who both see room for one more account, only one passes this condition. */
const accountSetItem = (table: string, household: string, before: bigint): TransactWriteItem => ({
  Update: {
    TableName: table,
    Key: accountSetKey(household),
    UpdateExpression: 'SET version = :after',
    ConditionExpression: before === 0n ? 'attribute_not_exists(pk)' : 'version = :before',
    ExpressionAttributeValues: toAttributes({ ':after': before + 1n, ...(before > 0n && { ':before': before }) }),
  },
});

/** Releases the old number of an account and takes the new one, which no other account of the household may have. */
function numberItems(table: string, before: Account | undefined, after: Account): TransactWriteItem[] {
  const old = before?.numberMask ?? '';
  if (old === after.numberMask) return [];
  const keyOf = (mask: string) => numberKey(after.householdId, mask);
  const released = { Delete: { TableName: table, Key: keyOf(old) } };
  const taken = {
    Put: {
      TableName: table,
      Item: { ...keyOf(after.numberMask), ...toAttributes({ account_id: after.id }) },
      ConditionExpression: 'attribute_not_exists(pk)',
    },
  };
  return [...(old ? [released] : []), ...(after.numberMask ? [taken] : [])];
}
