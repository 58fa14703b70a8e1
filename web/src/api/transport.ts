/** Calls to the services through the edge. Each sends the access token and is repeated once with a new one when it is rejected. */
import { type DescMethod, getOption } from '@bufbuild/protobuf';
import { MethodOptions_IdempotencyLevel } from '@bufbuild/protobuf/wkt';
import { Code, ConnectError, type Interceptor, type Transport } from '@connectrpc/connect';
import { createConnectTransport } from '@connectrpc/connect-web';
import { Audience, rule } from '#gen/melo/access/v1/access_pb.ts';
import { accessToken, renew } from './session/session.ts';
import { newTraceparent } from './trace.ts';

/** Deadlines. Importing a file has the longest that the services allow. */
export const READ_MS = 10_000;
const WRITE_MS = 20_000;
export const FILE_CALL_MS = 60_000;

const traced: Interceptor = (next) => (request) => {
  request.header.set('traceparent', newTraceparent());
  return next(request);
};

const signed: Interceptor = (next) => async (request) => {
  if (getOption(request.method, rule).audience === Audience.PUBLIC) return next(request);
  const token = await accessToken();
  if (token) request.header.set('authorization', `Bearer ${token}`);
  try {
    return await next(request);
  } catch (error) {
    // The reader of a stream reconnects; the request of a stream cannot be sent twice.
    if (ConnectError.from(error).code !== Code.Unauthenticated || request.stream) throw error;
    const fresh = await renew(token);
    if (!fresh) throw error;
    request.header.set('authorization', `Bearer ${fresh}`);
    return next(request);
  }
};

const connect = createConnectTransport({ baseUrl: '/', useBinaryFormat: true, interceptors: [traced, signed] });

const deadlineOf = ({ idempotency }: DescMethod): number =>
  idempotency === MethodOptions_IdempotencyLevel.NO_SIDE_EFFECTS ? READ_MS : WRITE_MS;

export const transport: Transport = {
  unary: (method, signal, timeoutMs, ...rest) =>
    connect.unary(method, signal, timeoutMs ?? deadlineOf(method), ...rest),
  stream: (...call) => connect.stream(...call),
};
