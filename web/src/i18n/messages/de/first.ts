/** The German messages of what is shown without a session, loaded before all others. */
import { app } from './app.ts';
import { auth } from './auth.ts';
import { errors } from './errors.ts';
import { ui } from './ui.ts';

export const first = {
  ...app,
  ...auth,
  ...errors,
  ...ui,
} as const;
