/** All German messages; a feature's messages are in the file of its name. */
import type { Messages } from '../message-id.ts';
import { accounts } from './accounts.ts';
import { add } from './add.ts';
import { alerts } from './alerts.ts';
import { budget } from './budget.ts';
import { first } from './first.ts';
import { household } from './household.ts';
import { importing } from './import.ts';
import { memberErrors } from './member-errors.ts';
import { overview } from './overview.ts';
import { recurring } from './recurring.ts';
import { reports } from './reports.ts';
import { settings } from './settings.ts';
import { transactions } from './transactions.ts';

export const de: Messages = {
  ...accounts,
  ...add,
  ...alerts,
  ...budget,
  ...first,
  ...household,
  ...importing,
  ...memberErrors,
  ...overview,
  ...recurring,
  ...reports,
  ...settings,
  ...transactions,
};
