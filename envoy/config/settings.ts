/** The edge's environment variables, read when its configuration is rendered. */

export type Settings = {
  readonly isProduction: boolean;
  /** Proxies before the edge whose entries in x-forwarded-for are believed. */
  readonly trustedHops: number;
  /** Calls of each expensive method that one address may make at once; more than the usual limits only where tests share an address. */
  readonly callsPerAddress: number;
};

const MAX_HOPS = 10;

/** Reads MELO_ENV, MELO_TRUSTED_HOPS and MELO_TRIES_PER_ADDRESS. Throws one sentence when a value is missing or malformed. */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  const isProduction = env['MELO_ENV'] === 'production';
  const hops = env['MELO_TRUSTED_HOPS'];
  if (isProduction && !hops)
    throw new Error(
      'The edge cannot be configured: MELO_TRUSTED_HOPS is not set. Set it to the number of proxies before the edge, 0 for none.',
    );
  return {
    isProduction,
    trustedHops: wholeNumber('MELO_TRUSTED_HOPS', hops, 0, MAX_HOPS),
    callsPerAddress: wholeNumber('MELO_TRIES_PER_ADDRESS', env['MELO_TRIES_PER_ADDRESS'], 0, 1_000_000),
  };
}

function wholeNumber(name: string, text: string | undefined, least: number, most: number): number {
  const value = Number(text || least);
  if (!Number.isInteger(value) || value < least || value > most)
    throw new Error(`The edge cannot be configured: ${name} must be a whole number from ${least} to ${most}.`);
  return value;
}
