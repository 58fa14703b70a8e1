/**
 * Slots limit the number of a household's budgets. Each budget has one, which is unique: of two writers who both see room for one
 * more budget, only one gets the last slot, although MongoDB is used without transactions.
 */

/** `<household>|<number>`. A deleted budget has none of its household. */
export type Slot = string;

export const slotOf = (household: string, number: number): Slot => `${household}|${number}`;

export const freedSlot = (budgetId: string): Slot => `deleted|${budgetId}`;

/** The slot with the lowest number that is not taken; undefined when all `count` slots are taken. */
export const lowestFreeSlot = (household: string, taken: ReadonlySet<Slot>, count: number): Slot | undefined =>
  Array.from({ length: count }, (_, number) => slotOf(household, number)).find((slot) => !taken.has(slot));
