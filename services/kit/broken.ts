/** A call that nobody looked at is sent again: whoever leaves a connection may still send into it, and is refused. */
import { Code, ConnectError, type Interceptor } from '@connectrpc/connect';

const ATTEMPTS = 2;

/** Sends a unary call again when HTTP/2 refused its stream, which promises that nothing was done (RFC 9113, 8.7). */
export const resend: Interceptor = (next) => async (request) => {
  for (let attempt = 1; ; attempt++) {
    try {
      return await next(request);
    } catch (error) {
      if (!wasRefused(error)) throw error;
      if (request.stream || attempt === ATTEMPTS)
        throw new ConnectError('refused unread', Code.Unavailable, undefined, undefined, error);
    }
  }
};

/** The other side says so by its code; Node says so in words, where it had heard GOAWAY before it sent the request. */
const wasRefused = (error: unknown): boolean => ConnectError.from(error).rawMessage.includes('REFUSED_STREAM');
