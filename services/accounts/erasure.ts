/** The mark that an erased household leaves: no later write and no later event brings anything of it back. */
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { text } from '#kit/store/dynamo/outbox.ts';

/** An event belongs to a household that was erased, so it takes no effect. */
export class HouseholdErasedError extends Error {
  readonly household: string;

  constructor(household: string) {
    super(`household ${household} is gone`);
    this.household = household;
  }
}

/** Key of the mark. */
export const erasedKey = (household: string) => ({ pk: text(household), sk: { S: 'GONE' } });

/** A condition of a transaction: the household is not erased. */
export const notErased = (table: string, household: string): TransactWriteItem => ({
  ConditionCheck: {
    TableName: table,
    Key: erasedKey(household),
    ConditionExpression: 'attribute_not_exists(pk)',
  },
});
