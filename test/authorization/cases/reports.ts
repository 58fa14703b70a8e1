/** A valid request for every method of reports. */
import { today } from '../../e2e/household.ts';
import { type Cases, day } from './case.ts';

const range = { fromDate: today.with({ day: 1 }).toString(), toDate: day };

export const reportsCases: Cases = {
  'melo.reports.v1.ReportService': {
    GetSpendingByCategory: () => range,
    GetIncomeStatement: () => range,
    GetNetWorth: () => range,
  },
};
