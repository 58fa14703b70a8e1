/** What failed, by the reason that the server gives. */
export const errors = {} as const;
