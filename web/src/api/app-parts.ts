/** Parts of the app that are loaded on demand. They are missing while the browser is offline, and after a new version replaced them. */

const MISSING = /dynamically imported module|Importing a module script failed|Unable to preload CSS/;

export const isPartMissing = (error: unknown): boolean => error instanceof Error && MISSING.test(error.message);

/** Reloads the app with the version that is current, unless the browser would show an error page of its own. */
export async function reloadWhenReachable(): Promise<void> {
  const answer = await fetch('/', { method: 'HEAD', cache: 'no-store' }).catch(() => undefined);
  if (answer?.ok) location.reload();
}
