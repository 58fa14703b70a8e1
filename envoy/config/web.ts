/** The route of everything that is not a call: the web app's files, with the headers that keep a page to itself. */
import { set } from './headers.ts';
import { type Json, typed } from './json.ts';

const COMPRESSOR = 'envoy.filters.http.compressor';
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

export const webRoute = (cluster: string): Json => ({
  match: { prefix: '/' },
  route: {
    cluster,
    timeout: WEB_TIMEOUT,
    retry_policy: { retry_on: 'connect-failure,refused-stream', num_retries: 2 },
  },
  typed_per_filter_config: { [COMPRESSOR]: typed('envoy.config.route.v3.FilterConfig', { config: {} }) },
  response_headers_to_add: [
    set('content-security-policy', CONTENT_SECURITY),
    set('x-frame-options', 'DENY'),
    set('referrer-policy', 'same-origin'),
    set('cross-origin-opener-policy', 'same-origin'),
    set('permissions-policy', 'camera=(), geolocation=(), microphone=(), payment=(), usb=()'),
  ],
});

/** Gzip of a page's files; its default content types are right. Only the web's route enables it: calls compress by their own protocols. */
export const compression: Json = {
  name: COMPRESSOR,
  disabled: true,
  typed_config: typed('envoy.extensions.filters.http.compressor.v3.Compressor', {
    response_direction_config: { common_config: { min_content_length: 1024 } },
    compressor_library: {
      name: 'gzip',
      typed_config: typed('envoy.extensions.compression.gzip.compressor.v3.Gzip', { compression_level: 'BEST_SPEED' }),
    },
  }),
};
