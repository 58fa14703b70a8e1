/** The dialog that adds transactions and transfers. */
export const add = {} as const;
