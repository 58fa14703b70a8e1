/** The languages of the app, each with a locale and its messages. */
import { de } from '../../../web/src/i18n/messages/de/index.ts';
import { en } from '../../../web/src/i18n/messages/en/index.ts';

export const languages = [
  ['en-GB', en],
  ['de-DE', de],
] as const;
