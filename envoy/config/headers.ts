/** Headers that the edge adds to responses, its own errors included. */
import type { Json } from './json.ts';

/** One year, as browsers' preload lists require. */
const HSTS = 'max-age=31536000; includeSubDomains';

/** Adds a header in place of any other of its name. */
export const set = (key: string, value: string): Json => ({
  header: { key, value },
  append_action: 'OVERWRITE_IF_EXISTS_OR_ADD',
});

/** No response may be sniffed as another type or embedded by other sites; over TLS, browsers keep to TLS. */
export const everyAnswer = (isTls: boolean): Json[] => [
  set('x-content-type-options', 'nosniff'),
  set('cross-origin-resource-policy', 'same-origin'),
  ...(isTls ? [set('strict-transport-security', HSTS)] : []),
];

/** Responses of calls are for their caller only. */
export const uncached: readonly Json[] = [set('cache-control', 'no-store')];
