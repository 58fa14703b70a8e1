/** Accounts and their balances. */
export const accounts = {} as const;
