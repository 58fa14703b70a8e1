/** Calls a host's service by mTLS, as the edge does, once or at a steady rate. */
import { readFile } from 'node:fs/promises';
import { type ClientHttp2Session, connect } from 'node:http2';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TLSSocket } from 'node:tls';
import { importPKCS8, SignJWT } from 'jose';
import { hosts } from '#infra/hosts/placement.ts';
import type { Addresses } from '#infra/local/addresses.ts';
import { TOKEN_LIFETIME_MS } from '#kit/rpc/token.ts';
import { uuidv7 } from '#kit/values/ids.ts';
import type { Host } from './host.ts';
import { PROCESS } from './site.ts';

const CALL_MS = 10_000;
/** Calls with one token. */
const TOKEN_CALLS = 500;
const METHOD = '/melo.categories.v1.CategoryService/ListCategories';

export type Answer = { readonly status: number; readonly body: string };

/** A connection in the name of `identity`, or without a certificate. */
export async function connectTo({ address }: Host, at: Addresses, identity?: string): Promise<ClientHttp2Session> {
  const pki = (file: string) => readFile(join(at.pki, file));
  const session = connect(`https://${address}:${hosts.ports.sidecar[PROCESS]}`, {
    ca: await pki('ca.pem'),
    ...(identity && { cert: await pki(`${identity}.pem`), key: await pki(`${identity}.key`) }),
    // Certificates of the mesh name no host.
    checkServerIdentity: (_name, { subjectaltname }) =>
      subjectaltname === `URI:spiffe://melo/${PROCESS}` ? undefined : new Error(`this is ${subjectaltname}`),
  });
  // A call says why its connection failed.
  session.on('error', () => {});
  return session;
}

/** An access token of a user with a household, as the users service signs it. */
export async function accessToken(at: Addresses): Promise<string> {
  const key = await importPKCS8(await readFile(join(at.pki, 'jwt.key'), 'utf8'), 'ES256');
  const { keys } = JSON.parse(await readFile(join(at.pki, 'jwks.json'), 'utf8'));
  const household = uuidv7();
  const nowMs = Date.now();
  const claims = {
    sid: uuidv7(),
    households: { [household]: 'VIEWER' },
    default_household: household,
    issued_ms: nowMs,
  };
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'ES256', kid: keys[0].kid, typ: 'at+jwt' })
    .setIssuer('melo')
    .setAudience('melo')
    .setSubject(uuidv7())
    .setIssuedAt(Math.floor(nowMs / 1000))
    .setExpirationTime(Math.floor((nowMs + TOKEN_LIFETIME_MS) / 1000))
    .sign(key);
}

/** Number of the certificate that the other end shows. */
export const serialOf = (session: ClientHttp2Session): string =>
  (session.socket as TLSSocket).getPeerCertificate().serialNumber;

/** Lists the caller's categories. Status 0 with the reason when there is no answer. */
export function call(session: ClientHttp2Session, token: string): Promise<Answer> {
  return new Promise((done) => {
    const fail = (error: Error) => done({ status: 0, body: error.message });
    if (session.destroyed || session.closed) return fail(new Error('the connection is closed'));
    session.once('error', fail);
    const stream = session.request({
      ':method': 'POST',
      ':path': METHOD,
      'content-type': 'application/json',
      authorization: `Bearer ${token}`,
    });
    const answer = { status: 0, body: '' };
    stream.setTimeout(CALL_MS, () => stream.destroy(new Error('no answer')));
    stream.setEncoding('utf8');
    stream.on('response', (headers) => {
      answer.status = Number(headers[':status']);
    });
    stream.on('data', (chunk) => {
      answer.body += chunk;
    });
    stream.on('error', fail);
    stream.on('end', () => {
      session.off('error', fail);
      done(answer);
    });
    stream.end('{}');
  });
}

/** Opens a connection for one call. */
export async function callOnce(host: Host, at: Addresses, identity?: string): Promise<Answer> {
  const session = await connectTo(host, at, identity);
  try {
    return await call(session, await accessToken(at));
  } finally {
    session.destroy();
  }
}

/** Calls all hosts in turn at `perSecond` until it is stopped; returns how many calls there were, and the answers that are not 200. */
export async function startTraffic(all: readonly Host[], at: Addresses, perSecond: number) {
  const sessions = await Promise.all(all.map((host) => connectTo(host, at, 'edge')));
  let token = '';
  const calls: Promise<Answer>[] = [];
  const stopping = new AbortController();
  const running = (async () => {
    for (let next = 0; !stopping.signal.aborted; next++) {
      // A token is valid for minutes, and a release may take longer.
      if (next % TOKEN_CALLS === 0) token = await accessToken(at);
      calls.push(call(sessions[next % sessions.length]!, token));
      await sleep(1000 / perSecond, undefined, { signal: stopping.signal }).catch(() => {});
    }
  })();
  return {
    async stop() {
      stopping.abort();
      await running;
      const answers = await Promise.all(calls);
      for (const session of sessions) session.destroy();
      return { count: answers.length, failed: answers.filter(({ status }) => status !== 200) };
    },
  };
}
