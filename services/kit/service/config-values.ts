/** What is wrong with the value of a setting. Each check returns the rest of a sentence that begins with the key, and never repeats the value. */
import type { Store } from '#infra/topology.ts';

/** Shortest password and key that production accepts, in characters and bytes. */
const MIN_PASSWORD_CHARS = 12;
const MIN_KEY_BYTES = 32;

/** Passwords that every attacker tries first, and those of the local stack. */
const WELL_KNOWN =
  /^(local.*|(my)?(postgres(ql)?|mysql|mariadb|mongo(db)?|redis|kafka|melo|root|admin.*|pass(word|wd)?.*|secret.*|change.?me.*|default|guest|test.*|example.*|user|qwerty.*|1234.*))$/i;

export function unencrypted(store: Store, value: string): string | undefined {
  const url = parsed(value)!;
  const verified = url.searchParams.get('sslmode') === 'verify-full';
  const insecure = ['tlsInsecure', 'tlsAllowInvalidCertificates', 'tlsAllowInvalidHostnames'];
  switch (store) {
    case 'postgres':
    case 'mariadb':
      return verified ? undefined : 'is not encrypted; add sslmode=verify-full';
    case 'redis':
      return url.protocol === 'rediss:' ? undefined : 'is not encrypted; begin it with rediss://';
    case 'mongodb':
      if (insecure.some((option) => url.searchParams.get(option) === 'true')) return 'does not verify certificates';
      return url.protocol === 'mongodb+srv:' || url.searchParams.get('tls') === 'true'
        ? undefined
        : 'is not encrypted; add tls=true';
    case 'dynamodb':
      return url.protocol === 'https:' ? undefined : 'is not encrypted; begin it with https://';
  }
}

export function weakLogin(store: Store, value: string): string | undefined {
  // DynamoDB's credentials are the AWS SDK's.
  if (store === 'dynamodb') return undefined;
  const { password } = parsed(value)!;
  return password ? weakPassword(decodeURIComponent(password)) : 'has no password';
}

export function weakPassword(value: string): string | undefined {
  if (WELL_KNOWN.test(value)) return 'has a well-known password; choose another';
  return value.length < MIN_PASSWORD_CHARS
    ? `has a password of fewer than ${MIN_PASSWORD_CHARS} characters`
    : undefined;
}

/** A check for a random key in base64url. */
export const invalidKey = (value: string): string | undefined =>
  /^[A-Za-z0-9_-]+$/.test(value) && Buffer.from(value, 'base64url').length >= MIN_KEY_BYTES
    ? undefined
    : `is not at least ${MIN_KEY_BYTES} random bytes in base64url`;

/** A check for an address with one of the given protocols, such as `https:`. */
export const address =
  (allowed: readonly string[]) =>
  (value: string): string | undefined => {
    const url = parsed(value);
    if (!url) return 'is not an address';
    return allowed.includes(url.protocol)
      ? undefined
      : `must begin with ${allowed.map((protocol) => `${protocol}//`).join(' or ')}`;
  };

/** MongoDB's addresses may list several hosts, which a URL cannot; they are replaced by one. */
export function parsed(value: string): URL | undefined {
  const one = value.replace(/^(mongodb:\/\/(?:[^@/]*@)?)[^/?]*/, '$1hosts');
  return URL.canParse(one) ? new URL(one) : undefined;
}

/** A check for one of the given values. */
export const oneOf =
  (allowed: readonly string[]) =>
  (value: string): string | undefined =>
    allowed.includes(value) ? undefined : `must be ${allowed.join(' or ')}`;
