/** Texts of shared components. */
export const ui = {} as const;
