/** Calls over connections that break: what nobody looked at is sent again; of the rest nobody knows, which is an outage. */
import { Code, ConnectError, type Interceptor } from '@connectrpc/connect';

const ATTEMPTS = 2;

/** Sends a unary call again when HTTP/2 refused its stream, which promises that nothing was done (RFC 9113, 8.7). */
export const streamRetryInterceptor: Interceptor = (next) => async (request) => {
  for (let attempt = 1; ; attempt++) {
    try {
      return await next(request);
    } catch (error) {
      if (request.stream || attempt === ATTEMPTS || !wasRejected(error))
        throw request.signal.aborted ? error : unavailableIfDisconnected(error);
    }
  }
};

/** UNAVAILABLE when the connection broke before there was an answer; any other error as it is. */
export function unavailableIfDisconnected(error: unknown): unknown {
  const { rawMessage, details, metadata, cause } = ConnectError.from(error);
  // What a server has answered came with headers.
  if (details.length > 0 || !metadata.keys().next().done) return error;
  const isBroken = (cause as { syscall?: string } | undefined)?.syscall === 'connect' || BROKEN.test(rawMessage);
  return isBroken ? new ConnectError('the connection broke', Code.Unavailable, undefined, undefined, error) : error;
}

/** What connect-node 2.2 says, under codes of its own choice. */
const BROKEN = /stream closed|session|socket|premature close|ECONNRE|EPIPE/i;

/** The other side says so by its code; Node says so in words, where it had heard GOAWAY before it sent the request. */
const wasRejected = (error: unknown): boolean => ConnectError.from(error).rawMessage.includes('REFUSED_STREAM');
