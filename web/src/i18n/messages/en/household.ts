/** Households and their members. */
export const household = {} as const;
