/** Reports. */
export const reports = {} as const;
