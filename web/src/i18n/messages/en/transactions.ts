/** The register of transactions. */
export const transactions = {} as const;
