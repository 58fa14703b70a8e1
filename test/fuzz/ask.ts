/** Sends any bytes as a request by any protocol of the edge, over HTTP/2, and returns the outcome. */
import { type ClientHttp2Session, type ClientHttp2Stream, connect, constants } from 'node:http2';
import type { DescMethod } from '@bufbuild/protobuf';
import { framesOf, HEAD_BYTES, type Heard, type Outcome, outcomeOf, silence, type Wire } from './responses.ts';

/** Longer than any deadline of the edge for a call except uploads. */
export const HANG_MS = 20_000;
/** More than the largest bodies on their way at once: Node resets the other streams of a connection that holds more. */
const MAX_MEMORY_MB = 512;

export type Asking = {
  ask(wire: Wire, method: DescMethod, body: Uint8Array, headers: Record<string, string>): Promise<Outcome>;
  close(): void;
};

/** Over one connection, made again when it has ended. */
export function openAsking(baseUrl: string): Asking {
  let connection: Connection | undefined;
  const open = (): Connection => {
    if (!connection || connection.session.closed || connection.session.destroyed) connection = openConnection(baseUrl);
    return connection;
  };
  return {
    async ask(wire, method, body, headers) {
      const streams = method.methodKind !== 'unary';
      const sent = wire === 'grpc' || wire === 'grpc-web' || streams ? enveloped(body) : body;
      const { session, ends } = open();
      const stream = session.request({
        ':method': 'POST',
        ':path': `/${method.parent.typeName}/${method.name}`,
        'content-type': contentTypes[wire](streams),
        ...(wire === 'grpc' && { te: 'trailers' }),
        ...(wire === 'connect' || wire === 'json' ? { 'connect-protocol-version': '1' } : {}),
        ...headers,
      });
      const heard = await hear(stream, sent, streams);
      if (!heard) return { ...silence, code: 'hangs' };
      if (heard.status !== 0) return outcomeOf(wire, streams, heard);
      return { ...silence, code: 'no answer', text: [`ended by ${heard.ended}`, ...ends].join(', ') };
    },
    close: () => connection?.session.close(),
  };
}

/** A connection, with what was heard of its end. */
type Connection = { readonly session: ClientHttp2Session; readonly ends: readonly string[] };

function openConnection(baseUrl: string): Connection {
  const ends: string[] = [];
  const session = connect(baseUrl, { maxSessionMemory: MAX_MEMORY_MB })
    .on('goaway', (code, lastStream) => ends.push(`GOAWAY ${code} after stream ${lastStream}`))
    .on('error', ({ message }) => ends.push(message));
  return { session, ends };
}

const contentTypes: Readonly<Record<Wire, (streams: boolean) => string>> = {
  connect: (streams) => (streams ? 'application/connect+proto' : 'application/proto'),
  json: (streams) => (streams ? 'application/connect+json' : 'application/json'),
  grpc: () => 'application/grpc+proto',
  'grpc-web': () => 'application/grpc-web+proto',
};

function enveloped(body: Uint8Array): Buffer {
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeUInt32BE(body.length, 1);
  return Buffer.concat([head, body]);
}

/** The whole answer, or of a stream its first message; undefined when none comes. */
function hear(stream: ClientHttp2Stream, sent: Uint8Array, streams: boolean): Promise<Heard | undefined> {
  return new Promise((done) => {
    let status = 0;
    let headers = new Headers();
    let trailers = new Headers();
    const parts: Buffer[] = [];
    const end = (heard: Heard | undefined) => {
      clearTimeout(late);
      stream.close(constants.NGHTTP2_CANCEL);
      done(heard);
    };
    const all = () => end({ status, headers, trailers, body: Buffer.concat(parts), ended: stream.rstCode ?? 0 });
    const late = setTimeout(() => end(undefined), HANG_MS);
    stream.on('response', (given) => {
      status = Number(given[':status']);
      headers = headersOf(given);
    });
    stream.on('trailers', (given) => {
      trailers = headersOf(given);
    });
    stream.on('data', (part: Buffer) => {
      parts.push(part);
      const [first] = streams && status === 200 ? framesOf(Buffer.concat(parts)) : [];
      if (first && first.flags === 0) all();
    });
    stream.on('error', () => {});
    stream.on('close', all);
    stream.end(sent);
  });
}

const headersOf = (given: object): Headers =>
  new Headers(
    Object.entries(given).flatMap(([name, value]) =>
      name.startsWith(':') ? [] : [[name, String(value)] as [string, string]],
    ),
  );
