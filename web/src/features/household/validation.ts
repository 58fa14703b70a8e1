/** What the forms of a household check before they are sent. */
import { text } from '../../i18n/text.ts';

export const checkHouseholdName = (name: string): string | undefined =>
  name.trim() === '' ? text('household.enter-a-name') : undefined;
