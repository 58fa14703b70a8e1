/**
 * Signs requests to DynamoDB (AWS Signature Version 4: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html).
 * The SDK builds a signer and derives its cache key for each request. This one keeps the key of the day.
 */
import { createHmac, hash } from 'node:crypto';
import type { DynamoDBClientResolvedConfig } from '@aws-sdk/client-dynamodb';

const ALGORITHM = 'AWS4-HMAC-SHA256';

/** A POST to the root path, as all of DynamoDB's requests are. Names of headers are lower-case. */
export type DynamoRequest = {
  readonly hostname: string;
  readonly port?: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
};

type Credentials = { readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken?: string };
type Settings = Pick<DynamoDBClientResolvedConfig, 'credentials' | 'region'>;

/** Middleware that adds the headers of the connection and the signature. It runs once for each attempt. */
export function signing({ credentials, region }: Settings) {
  const sign = signer();
  return <Args extends { readonly request: unknown }, Output>(next: (args: Args) => Promise<Output>) =>
    async (args: Args): Promise<Output> => {
      const request = args.request as DynamoRequest;
      const place = { region: await region(), credentials: await credentials() };
      return next({ ...args, request: { ...request, headers: sign(request, place, new Date()) } });
    };
}

/** Returns a function that returns the headers of a request with its signature. */
export function signer() {
  const keyOf = signingKeys();
  return (
    request: DynamoRequest,
    { region, credentials }: { readonly region: string; readonly credentials: Credentials },
    now: Date,
  ): Record<string, string> => {
    const time = now.toISOString().replaceAll(/[-:]|\.\d+/g, '');
    const day = time.slice(0, 8);
    const headers: Record<string, string> = {
      ...request.headers,
      host: request.port ? `${request.hostname}:${request.port}` : request.hostname,
      'content-length': String(Buffer.byteLength(request.body)),
      'x-amz-date': time,
      ...(credentials.sessionToken && { 'x-amz-security-token': credentials.sessionToken }),
    };
    const names = Object.keys(headers).sort();
    const signed = names.join(';');
    const lines = names.map((name) => `${name}:${headers[name]}\n`).join('');
    const canonical = `POST\n/\n\n${lines}\n${signed}\n${hash('sha256', request.body)}`;
    const scope = `${day}/${region}/dynamodb/aws4_request`;
    const text = `${ALGORITHM}\n${time}\n${scope}\n${hash('sha256', canonical)}`;
    const signature = hmac(keyOf(credentials, region, day), text).toString('hex');
    headers['authorization'] =
      `${ALGORITHM} Credential=${credentials.accessKeyId}/${scope}, SignedHeaders=${signed}, Signature=${signature}`;
    return headers;
  };
}

/** Derives the key of a day, and keeps the last one until the day, the region or the credentials change. */
function signingKeys() {
  let last:
    | { readonly secret: string; readonly region: string; readonly day: string; readonly key: Buffer }
    | undefined;
  return ({ secretAccessKey: secret }: Credentials, region: string, day: string): Buffer => {
    if (last?.secret !== secret || last.region !== region || last.day !== day) {
      const ofDay = hmac(`AWS4${secret}`, day);
      last = { secret, region, day, key: hmac(hmac(hmac(ofDay, region), 'dynamodb'), 'aws4_request') };
    }
    return last.key;
  };
}

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
