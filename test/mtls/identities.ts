/** Certificates that an attacker might show to a sidecar. */
import { readFile } from 'node:fs/promises';
import type { SecureClientSessionOptions } from 'node:http2';
import { join } from 'node:path';
import type { Addresses } from '#infra/local/addresses.ts';
import { EDGE, spiffe } from '#infra/topology.ts';
import { type Identity, LEAF_MS, makeCa, makeLeaf } from '../../envoy/pki/certificate.ts';

const HOUR_MS = 3_600_000;
/** Names that no rule admits, some of them close to one that a rule admits. */
const UNNAMED = ['nobody', 'edges', 'Edge', 'edge/', 'edge/mesh', 'developer', ''];

export type Outsiders = {
  /** Get no connection; TLS says why. */
  readonly unwelcome: readonly Unwelcome[];
  /** Signed by our CA in our trust domain, but no rule names them: every call is rejected. */
  readonly unnamed: Readonly<Record<string, SecureClientSessionOptions>>;
};

export type Unwelcome = {
  readonly what: string;
  readonly identity: SecureClientSessionOptions | undefined;
  /** The alert that TLS sends. */
  readonly alert: string;
};

/** `ca.pem` and `ca.key` of the stack make what our own CA would sign by mistake; all claim to be the edge or nearly so. */
export async function outsiders(at: Addresses): Promise<Outsiders> {
  const read = async (name: string): Promise<Identity> => ({
    certificate: await readFile(join(at.pki, `${name}.pem`), 'utf8'),
    key: await readFile(join(at.pki, `${name}.key`), 'utf8'),
  });
  const ours = await read('ca');
  const users = await read('users');
  const edge = await read(EDGE);
  const now = Date.now();
  const named = (uri: string) => makeLeaf(ours, EDGE, { uri, dns: ['localhost'] }, now);
  const dated = (ms: number) => makeLeaf(ours, EDGE, { uri: spiffe(EDGE) }, now + ms);
  const show = ({ certificate, key }: Identity, chain = ''): SecureClientSessionOptions => ({
    ca: ours.certificate,
    cert: certificate + chain,
    key,
  });
  const foreign = await makeLeaf(await makeCa(now), EDGE, { uri: spiffe(EDGE) }, now);
  const byLeaf = await makeLeaf(users, EDGE, { uri: spiffe(EDGE) }, now);
  return {
    unwelcome: [
      { what: 'no TLS', identity: undefined, alert: '' },
      { what: 'no certificate', identity: { ca: ours.certificate }, alert: 'certificate required' },
      { what: 'a certificate of a foreign CA', identity: show(foreign), alert: 'unknown ca' },
      { what: 'an expired certificate', identity: show(await dated(-LEAF_MS - HOUR_MS)), alert: 'certificate expired' },
      // TLS has no word for "not yet".
      { what: 'a certificate of tomorrow', identity: show(await dated(LEAF_MS)), alert: 'certificate expired' },
      { what: 'one that a process signed', identity: show(byLeaf, users.certificate), alert: 'unknown ca' },
      { what: 'another trust domain', identity: show(await named('spiffe://evil/edge')), alert: 'certificate unknown' },
      { what: 'nearly ours', identity: show(await named('spiffe://melo.evil/edge')), alert: 'certificate unknown' },
      { what: 'no SPIFFE id', identity: show(await named('https://melo/edge')), alert: 'certificate unknown' },
      { what: 'TLS below 1.3', identity: { ...show(edge), maxVersion: 'TLSv1.2' }, alert: 'protocol version' },
    ],
    unnamed: Object.fromEntries(
      await Promise.all(UNNAMED.map(async (name) => [`the name "${name}"`, show(await named(spiffe(name)))] as const)),
    ),
  };
}
