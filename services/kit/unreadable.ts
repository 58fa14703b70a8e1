/**
 * Mends @connectrpc/connect 2: bytes that are no message of the method are told as INTERNAL, as if the fault were ours, and by
 * Connect as HTTP 500. They are thrown before any interceptor runs, so only the error itself can say it better.
 */
import { Code, ConnectError } from '@connectrpc/connect';

const codes = new WeakMap<ConnectError, Code>();

Object.defineProperty(ConnectError.prototype, 'code', {
  configurable: true,
  get(this: ConnectError): Code {
    return codes.get(this) ?? Code.Unknown;
  },
  set(this: ConnectError, code: Code) {
    const isUnreadable = code === Code.Internal && this.rawMessage.startsWith('parse binary: ');
    codes.set(this, isUnreadable ? Code.InvalidArgument : code);
  },
});
