/** What the requests of all domains share. */
import { today } from '../../e2e/household.ts';
import type { Home } from '../resources.ts';

export type Fields = Readonly<Record<string, unknown>>;

/** By service, then method: the request about a household's resources. `household_id` and `request_id` are filled in. */
export type Cases = Readonly<Record<string, Readonly<Record<string, (home: Home) => Fields>>>>;

export const day = today.toString();

/** Changes only the name of the resource with this ID. */
export const renamed = (noun: string, id: string): Fields => ({
  id,
  [noun]: { name: 'Taken over' },
  updateMask: { paths: ['name'] },
});
