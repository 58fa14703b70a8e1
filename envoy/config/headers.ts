/** Headers that the edge adds to answers, its own refusals included. */
import type { Json } from './json.ts';

/** One year, as browsers' preload lists ask for. */
const HSTS = 'max-age=31536000; includeSubDomains';

/** Adds a header in place of any other of its name. */
export const set = (key: string, value: string): Json => ({
  header: { key, value },
  append_action: 'OVERWRITE_IF_EXISTS_OR_ADD',
});

/** No answer may be taken for something other than it says or be read into a page of others; over TLS, TLS is kept to. */
export const everyAnswer = (isTls: boolean): Json[] => [
  set('x-content-type-options', 'nosniff'),
  set('cross-origin-resource-policy', 'same-origin'),
  ...(isTls ? [set('strict-transport-security', HSTS)] : []),
];

/** What a call answers is for its caller only. */
export const uncached: readonly Json[] = [set('cache-control', 'no-store')];
