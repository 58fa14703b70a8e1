/** Budgets. */
export const budget = {} as const;
