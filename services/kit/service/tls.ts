/** TLS of SQL stores, as their addresses ask for it. */
import { readFileSync } from 'node:fs';

/**
 * The driver's `ssl` option for an address with `sslmode=verify-full`: the server's certificate and name are verified, by the
 * CA of the file `sslrootcert` or else by the system's. Empty for any other address: plaintext, which production refuses.
 */
export function tlsOf(url: string): { ssl?: { rejectUnauthorized: true; ca?: string } } {
  const { searchParams } = new URL(url);
  if (searchParams.get('sslmode') !== 'verify-full') return {};
  const ca = searchParams.get('sslrootcert');
  return { ssl: { rejectUnauthorized: true, ...(ca && { ca: readFileSync(ca, 'utf8') }) } };
}
