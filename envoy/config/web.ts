/** The route of everything that is not a call: the web app's files, with the headers that keep a page to itself. */
import { ANSWER_COMPRESSOR, FILE_COMPRESSOR } from './compression.ts';
import { set } from './headers.ts';
import { type Json, typed } from './json.ts';

const WEB_TIMEOUT = '15s';

/**
 * The app loads from its own origin only; Mantine and charts set styles in place. Text becomes markup only by the app's one
 * policy (web/src/app/trusted-types.ts), which takes no tags.
 */
const CONTENT_SECURITY = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "manifest-src 'self'",
  "object-src 'none'",
  "base-uri 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types default',
].join('; ');

/** Headers of all files of the app. */
export const WEB_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': CONTENT_SECURITY,
  'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
};

export const webRoute = (cluster: string): Json => ({
  match: { prefix: '/' },
  route: {
    cluster,
    timeout: WEB_TIMEOUT,
    retry_policy: { retry_on: 'connect-failure,refused-stream', num_retries: 2 },
  },
  // The app's files are compressed when it is built; the edge compresses those that are not.
  typed_per_filter_config: {
    [FILE_COMPRESSOR]: typed('envoy.config.route.v3.FilterConfig', { config: {} }),
    [ANSWER_COMPRESSOR]: typed('envoy.config.route.v3.FilterConfig', { disabled: true }),
  },
  response_headers_to_add: Object.entries(WEB_HEADERS).map(([name, value]) => set(name, value)),
});
