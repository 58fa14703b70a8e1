/** Notifications. */
export const alerts = {} as const;
