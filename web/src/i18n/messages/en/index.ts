/** All English messages; a feature's messages are in the file of its name. */
import { accounts } from './accounts.ts';
import { add } from './add.ts';
import { alerts } from './alerts.ts';
import { app } from './app.ts';
import { auth } from './auth.ts';
import { budget } from './budget.ts';
import { errors } from './errors.ts';
import { household } from './household.ts';
import { importing } from './import.ts';
import { overview } from './overview.ts';
import { reports } from './reports.ts';
import { settings } from './settings.ts';
import { transactions } from './transactions.ts';
import { ui } from './ui.ts';

export const en = {
  ...accounts,
  ...add,
  ...alerts,
  ...app,
  ...auth,
  ...budget,
  ...errors,
  ...household,
  ...importing,
  ...overview,
  ...reports,
  ...settings,
  ...transactions,
  ...ui,
} as const;
