/** Sends any bytes as a request by any protocol of the edge, over HTTP/2, and says how it was answered. */
import { type ClientHttp2Session, type ClientHttp2Stream, connect, constants } from 'node:http2';
import type { DescMethod } from '@bufbuild/protobuf';
import { ViolationsSchema } from '@bufbuild/protovalidate/gen/buf/validate/validate_pb.js';
import { Code, ConnectError } from '@connectrpc/connect';
import { endStreamFlag, endStreamFromJson, errorFromJsonBytes } from '@connectrpc/connect/protocol-connect';
import { findTrailerError } from '@connectrpc/connect/protocol-grpc';
import { trailerFlag, trailerParse } from '@connectrpc/connect/protocol-grpc-web';
import { ErrorInfoSchema } from '#gen/google/rpc/error_details_pb.ts';

export const WIRES = ['connect', 'json', 'grpc', 'grpc-web'] as const;
export type Wire = (typeof WIRES)[number];

/** Longer than any deadline of the edge for a call that is no file. */
export const HANG_MS = 20_000;
const HEAD_BYTES = 5;

export type Told = {
  /** OK, a code of Connect, `HTTP 502` where an answer is none of the protocol, `no answer` with what ended it, or `hangs`. */
  readonly code: string;
  readonly text: string;
  readonly reason: string;
  /** Fields that are named, by violations or by the metadata of a reason. */
  readonly fields: readonly string[];
  /** The message that was answered, in the wire's own format. */
  readonly answer: Buffer;
};

export type Asking = {
  ask(wire: Wire, method: DescMethod, body: Uint8Array, headers: Record<string, string>): Promise<Told>;
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
      return heard.status === 0 ? { ...silence, code: 'no answer', text: ends.join(', ') } : told(wire, streams, heard);
    },
    close: () => connection?.session.close(),
  };
}

/** A connection, with what was heard of its end. */
type Connection = { readonly session: ClientHttp2Session; readonly ends: readonly string[] };

function openConnection(baseUrl: string): Connection {
  const ends: string[] = [];
  const session = connect(baseUrl)
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

const silence: Told = { code: 'OK', text: '', reason: '', fields: [], answer: Buffer.alloc(0) };

function enveloped(body: Uint8Array): Buffer {
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeUInt32BE(body.length, 1);
  return Buffer.concat([head, body]);
}

type Heard = { readonly status: number; readonly headers: Headers; readonly trailers: Headers; readonly body: Buffer };

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
    const all = () => end({ status, headers, trailers, body: Buffer.concat(parts) });
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

function framesOf(bytes: Buffer): { flags: number; data: Buffer }[] {
  const frames = [];
  for (let at = 0; at + HEAD_BYTES <= bytes.length; ) {
    const end = at + HEAD_BYTES + bytes.readUInt32BE(at + 1);
    if (end > bytes.length) break;
    frames.push({ flags: bytes[at]!, data: bytes.subarray(at + HEAD_BYTES, end) });
    at = end;
  }
  return frames;
}

function told(wire: Wire, streams: boolean, { status, headers, trailers, body }: Heard): Told {
  const none: Told = { ...silence, code: `HTTP ${status}`, text: body.toString('utf8', 0, 200) };
  try {
    if (wire === 'grpc' || wire === 'grpc-web') {
      if (status !== 200) return none;
      const frames = framesOf(body);
      const last = frames.find(({ flags }) => (flags & trailerFlag) !== 0);
      const ends = [trailers, headers, ...(last ? [trailerParse(last.data)] : [])];
      const end = ends.find((one) => one.has('grpc-status'));
      const message = frames.find(({ flags }) => flags === 0)?.data;
      if (!end) return streams && message ? { ...silence, answer: message } : none;
      const error = findTrailerError(end);
      return error ? refused(error) : { ...silence, answer: message ?? silence.answer };
    }
    if (status !== 200) return refused(errorFromJsonBytes(body, undefined, new ConnectError('none', Code.Unknown)));
    if (!streams) return { ...silence, answer: body };
    const [first] = framesOf(body);
    if (!first) return none;
    const { error } = first.flags & endStreamFlag ? endStreamFromJson(first.data) : { error: undefined };
    return error ? refused(error) : { ...silence, answer: first.data };
  } catch {
    return none;
  }
}

function refused(error: ConnectError): Told {
  const [info] = error.findDetails(ErrorInfoSchema);
  const violations = error.findDetails(ViolationsSchema).flatMap((one) => one.violations);
  const named = violations.map(({ field }) => (field?.elements ?? []).map(({ fieldName }) => fieldName).join('.'));
  const field = info?.metadata['field'];
  return {
    code: Code[error.code] ?? `code ${error.code}`,
    text: error.rawMessage,
    reason: info?.reason ?? '',
    fields: [...named, ...(field ? [field] : [])],
    answer: silence.answer,
  };
}
