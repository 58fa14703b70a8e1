const BACKOFF_MS = [100, 500, 1_000, 2_000, 5_000] as const;

/** The pause before the next attempt, in milliseconds, after so many failures before this one. */
export const backoffMs = (failures: number): number => BACKOFF_MS[Math.min(failures, BACKOFF_MS.length - 1)]!;
