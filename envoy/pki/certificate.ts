/** Makes the development CA and the leaves it signs: P-256, with SPIFFE ids as URI names. */
import 'reflect-metadata';
import { randomBytes, webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';

/** A certificate with its private key (PKCS8), both PEM. */
export type Identity = { readonly certificate: string; readonly key: string };

/** An identity of the mesh by its URI, or the names of a server. */
export type Names = { readonly uri?: string; readonly dns?: readonly string[]; readonly ip?: readonly string[] };

export const LEAF_MS = 24 * 3_600_000;
const CA_MS = 3650 * LEAF_MS;
/** Clocks of two machines may differ by so much. */
const SKEW_MS = 60_000;
const EC = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const SIGNING = { name: 'ECDSA', hash: 'SHA-256' } as const;

/** A self-signed CA that may sign leaves only. */
export async function makeCa(nowMs: number): Promise<Identity> {
  const keys = await generateKeys();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'CN=Melo development CA',
    serialNumber: serial(),
    keys,
    ...validity(nowMs, CA_MS),
    signingAlgorithm: SIGNING,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { certificate: pem(certificate), key: await privatePem(keys.privateKey) };
}

/** A leaf of 24 hours: an identity for both ends of a connection, or that of a server that is no client. */
export async function makeLeaf(ca: Identity, name: string, names: Names, nowMs: number): Promise<Identity> {
  const issuer = new x509.X509Certificate(ca.certificate);
  const keys = await generateKeys();
  const certificate = await x509.X509CertificateGenerator.create({
    subject: `CN=${name}`,
    issuer: issuer.subject,
    serialNumber: serial(),
    publicKey: keys.publicKey,
    signingKey: await importKey(ca.key),
    ...validity(nowMs, LEAF_MS),
    signingAlgorithm: SIGNING,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([
        x509.ExtendedKeyUsage.serverAuth,
        ...(names.uri ? [x509.ExtendedKeyUsage.clientAuth] : []),
      ]),
      new x509.SubjectAlternativeNameExtension(alternatives(names)),
      await x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { certificate: pem(certificate), key: await privatePem(keys.privateKey) };
}

const alternatives = ({ uri, dns = [], ip = [] }: Names): x509.JsonGeneralNames => [
  ...(uri ? [{ type: 'url' as const, value: uri }] : []),
  ...dns.map((value) => ({ type: 'dns' as const, value })),
  ...ip.map((value) => ({ type: 'ip' as const, value })),
];

const validity = (nowMs: number, lengthMs: number) => ({
  notBefore: new Date(nowMs - SKEW_MS),
  notAfter: new Date(nowMs + lengthMs),
});

const generateKeys = () => webcrypto.subtle.generateKey(EC, true, ['sign', 'verify']) as Promise<CryptoKeyPair>;

const importKey = (key: string) =>
  webcrypto.subtle.importKey('pkcs8', x509.PemConverter.decodeFirst(key), EC, false, ['sign']) as Promise<CryptoKey>;

const privatePem = async (key: CryptoKey): Promise<string> =>
  `${x509.PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY')}\n`;

const pem = (certificate: x509.X509Certificate): string => `${certificate.toString('pem')}\n`;

/** Positive, as the standard wants: the first bit is 0. */
function serial(): string {
  const bytes = randomBytes(16);
  bytes[0] = (bytes[0]! & 0x7f) | 0x40;
  return bytes.toString('hex');
}
