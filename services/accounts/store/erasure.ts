/** The mark that an erased household leaves: no later write and no later event brings anything of it back. */
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { text } from '#kit/events/dynamo.ts';

/** An event belongs to a household that was erased, so it takes no effect. */
export class HouseholdGone extends Error {
  readonly household: string;

  constructor(household: string) {
    super(`household ${household} is gone`);
    this.household = household;
  }
}

/** Key of the mark. */
export const goneKey = (household: string) => ({ pk: text(household), sk: { S: 'GONE' } });

/** A condition of a transaction: the household is not erased. */
export const stillThere = (table: string, household: string): TransactWriteItem => ({
  ConditionCheck: {
    TableName: table,
    Key: goneKey(household),
    ConditionExpression: 'attribute_not_exists(pk)',
  },
});
