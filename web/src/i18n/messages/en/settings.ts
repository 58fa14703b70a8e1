/** Profile, password, household, categories. */
export const settings = {} as const;
