/** Importing bank files. */
export const importing = {} as const;
