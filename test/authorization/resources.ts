/** The resources of a household that requests refer to, and a bank statement to import into it. */
import { randomUUID } from 'node:crypto';
import { DateOrder, FileEncoding, FileFormat } from '#gen/melo/transactions/v1/import_pb.ts';
import { Frequency } from '#gen/melo/transactions/v1/schedule_pb.ts';
import { eur, today } from '../e2e/household.ts';

/** Ids of one household's resources; of its transactions one is deleted. */
export type Home = {
  readonly household: string;
  readonly user: string;
  readonly email: string;
  readonly account: string;
  readonly card: string;
  readonly category: string;
  readonly budget: string;
  readonly transaction: string;
  readonly deleted: string;
  readonly schedule: string;
  readonly import: string;
  readonly notification: string;
};

/** A household that does not exist. */
export const nowhere = (): Home => ({
  household: randomUUID(),
  user: randomUUID(),
  email: `${randomUUID()}@example.com`,
  account: randomUUID(),
  card: randomUUID(),
  category: randomUUID(),
  budget: randomUUID(),
  transaction: randomUUID(),
  deleted: randomUUID(),
  schedule: randomUUID(),
  import: randomUUID(),
  notification: randomUUID(),
});

export const statement = {
  fileName: 'bank.csv',
  content: new TextEncoder().encode(`Day;Payee;Amount\r\n${today};Market;-12.34\r\n`),
};
export const mapping = {
  format: FileFormat.CSV,
  encoding: FileEncoding.UTF8,
  delimiter: ';',
  decimalMark: '.',
  dateOrder: DateOrder.YMD,
  skipRows: 1,
  dateColumn: 0,
  payeeColumn: 1,
  amountColumns: { amount: 2 },
};

/** A schedule of an account, from today on; it is posted by a user only. */
export const rent = (accountId: string) => ({
  name: 'Rent',
  template: { case: 'transaction' as const, value: { accountId, amount: eur(-500n) } },
  recurrence: { frequency: Frequency.MONTHLY },
  startDate: today.toString(),
});
