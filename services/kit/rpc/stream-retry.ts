/** Calls on connections that break: a request that no server has processed is sent again; otherwise the call fails as an outage. */
import { Code, ConnectError, type Interceptor } from '@connectrpc/connect';

const ATTEMPTS = 2;

/** Sends a unary call again when HTTP/2 refused its stream, which means that it was not processed (RFC 9113, section 8.7). */
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
  // An error from a server has response headers.
  if (details.length > 0 || !metadata.keys().next().done) return error;
  const isBroken = (cause as { syscall?: string } | undefined)?.syscall === 'connect' || BROKEN.test(rawMessage);
  return isBroken ? new ConnectError('the connection broke', Code.Unavailable, undefined, undefined, error) : error;
}

/** Messages of connect-node 2.2, which uses several codes for them. */
const BROKEN = /stream closed|session|socket|premature close|ECONNRE|EPIPE/i;

/** The peer sends a code. Node has only a message when it had received GOAWAY before it sent the request. */
const wasRejected = (error: unknown): boolean => ConnectError.from(error).rawMessage.includes('REFUSED_STREAM');
