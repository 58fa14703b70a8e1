/** Erasure of households that ended: every store that holds their data deletes it and stores none of it again. */
import type { AnyEvent } from './checkpoints.ts';

/** The household was erased, so nothing is written for it. */
export class HouseholdErasedError extends Error {
  readonly household: string;

  constructor(household: string) {
    super(`Household ${household} is erased.`);
    this.household = household;
  }
}

/** Households that these events end. */
export const erasedHouseholds = (events: readonly AnyEvent[]): string[] =>
  events.filter(({ change }) => change.case === 'householdDeleted').map(({ householdId }) => householdId);

/** Returned by an effect on MongoDB that has deleted what it wrote for erased households itself, after all of its writes. */
export const SWEPT = Symbol('swept');
