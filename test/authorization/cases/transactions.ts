/** A valid request for every method of transactions. */
import { OccurrenceAction } from '#gen/melo/transactions/v1/schedule_service_pb.ts';
import { eur } from '../../e2e/household.ts';
import { type Home, mapping, rent, statement } from '../resources.ts';
import { type Cases, day, type Fields } from './case.ts';

const spent = ({ account, category }: Home): Fields => ({
  accountId: account,
  postingDate: day,
  payee: 'A stranger',
  amount: eur(-500n),
  lines: [{ categoryId: category, amount: eur(-500n) }],
});

export const transactionsCases: Cases = {
  'melo.transactions.v1.TransactionService': {
    GetTransaction: ({ transaction }) => ({ id: transaction }),
    BatchGetTransactions: ({ transaction }) => ({ ids: [transaction] }),
    ListTransactions: ({ account, category }) => ({ accountIds: [account], categoryIds: [category] }),
    CreateTransaction: (home) => ({ transaction: spent(home) }),
    BatchCreateTransactions: (home) => ({ transactions: [spent(home)] }),
    CreateTransfer: ({ account, card }) => ({
      fromAccountId: account,
      toAccountId: card,
      postingDate: day,
      amount: eur(500n),
    }),
    UpdateTransaction: ({ transaction }) => ({
      id: transaction,
      transaction: { payee: 'A stranger' },
      updateMask: { paths: ['payee'] },
    }),
    DeleteTransaction: ({ transaction }) => ({ id: transaction }),
    RestoreTransaction: ({ deleted }) => ({ id: deleted }),
  },
  'melo.transactions.v1.ScheduleService': {
    GetSchedule: ({ schedule }) => ({ id: schedule }),
    ListSchedules: () => ({}),
    CreateSchedule: (home) => ({ schedule: rent(home.account) }),
    UpdateSchedule: ({ schedule }) => ({
      id: schedule,
      schedule: { name: 'Of another' },
      updateMask: { paths: ['name'] },
    }),
    DeleteSchedule: ({ schedule }) => ({ id: schedule }),
    ListOccurrences: () => ({ fromDate: day, toDate: day }),
    ResolveOccurrence: ({ schedule }) => ({ scheduleId: schedule, date: day, action: OccurrenceAction.SKIP }),
  },
  'melo.transactions.v1.ImportService': {
    ProposeMapping: ({ account }) => ({ accountId: account, ...statement }),
    PreviewImport: ({ account }) => ({ accountId: account, ...statement, mapping }),
    CommitImport: ({ account }) => ({ accountId: account, ...statement, mapping }),
    RevertImport: (home) => ({ id: home.import }),
    ListImports: () => ({}),
  },
};
