/** The outcome of a response, the same for every protocol of the edge. */
import { type DescMessage, fromBinary, fromJsonString, type Message } from '@bufbuild/protobuf';
import { type Violation, ViolationsSchema } from '@bufbuild/protovalidate/gen/buf/validate/validate_pb.js';
import { Code, ConnectError } from '@connectrpc/connect';
import { endStreamFlag, endStreamFromJson, errorFromJsonBytes } from '@connectrpc/connect/protocol-connect';
import { findTrailerError } from '@connectrpc/connect/protocol-grpc';
import { trailerFlag, trailerParse } from '@connectrpc/connect/protocol-grpc-web';
import { ErrorInfoSchema } from '#gen/google/rpc/error_details_pb.ts';

export const WIRES = ['connect', 'json', 'grpc', 'grpc-web'] as const;
export type Wire = (typeof WIRES)[number];

export const HEAD_BYTES = 5;

export type Outcome = {
  /** OK, a Connect code, `HTTP 502` where the response does not follow the protocol, `no answer` with what ended it, or `hangs`. */
  readonly code: string;
  readonly text: string;
  readonly reason: string;
  /** Fields that are named, by violations or by the metadata of a reason. */
  readonly fields: readonly string[];
  /** Rules of the contract that are said to be violated. */
  readonly rules: readonly string[];
  /** The message that was answered, in the wire's own format. */
  readonly answer: Buffer;
};

/** An answer as it came. */
export type Heard = {
  readonly status: number;
  readonly headers: Headers;
  readonly trailers: Headers;
  readonly body: Buffer;
  /** Why the stream ended, by its code of HTTP/2. */
  readonly ended: number;
};

export const silence: Outcome = { code: 'OK', text: '', reason: '', fields: [], rules: [], answer: Buffer.alloc(0) };

/** What was answered, as a message. */
export const messageOf = (output: DescMessage, wire: Wire, answer: Buffer): Message =>
  wire === 'json' ? fromJsonString(output, answer.toString()) : fromBinary(output, answer);

export function outcomeOf(wire: Wire, streams: boolean, { status, headers, trailers, body }: Heard): Outcome {
  const none: Outcome = { ...silence, code: `HTTP ${status}`, text: body.toString('utf8', 0, 200) };
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
      return error ? rejection(error) : { ...silence, answer: message ?? silence.answer };
    }
    if (status !== 200) return rejection(errorFromJsonBytes(body, undefined, new ConnectError('none', Code.Unknown)));
    if (!streams) return { ...silence, answer: body };
    const [first] = framesOf(body);
    if (!first) return none;
    const { error } = first.flags & endStreamFlag ? endStreamFromJson(first.data) : { error: undefined };
    return error ? rejection(error) : { ...silence, answer: first.data };
  } catch {
    return none;
  }
}

function rejection(error: ConnectError): Outcome {
  const [info] = error.findDetails(ErrorInfoSchema);
  const violations = error.findDetails(ViolationsSchema).flatMap((one) => one.violations);
  const field = info?.metadata['field'];
  return {
    code: Code[error.code] ?? `code ${error.code}`,
    text: error.rawMessage,
    reason: info?.reason ?? '',
    fields: [...violations.map(pathOfViolation), ...(field ? [field] : [])],
    rules: violations.map(({ ruleId }) => ruleId).filter((rule) => rule !== OWN_RULE),
    answer: silence.answer,
  };
}

/** What a service calls a violation that it found itself, in kit/rpc/errors.ts. */
const OWN_RULE = 'melo';

/** Proto names with dots, as of a spot; which item of a list it was is left out. */
export const pathOfViolation = ({ field }: Violation): string =>
  (field?.elements ?? []).map(({ fieldName }) => fieldName).join('.');

export function framesOf(bytes: Buffer): { flags: number; data: Buffer }[] {
  const frames = [];
  for (let at = 0; at + HEAD_BYTES <= bytes.length; ) {
    const end = at + HEAD_BYTES + bytes.readUInt32BE(at + 1);
    if (end > bytes.length) break;
    frames.push({ flags: bytes[at]!, data: bytes.subarray(at + HEAD_BYTES, end) });
    at = end;
  }
  return frames;
}
