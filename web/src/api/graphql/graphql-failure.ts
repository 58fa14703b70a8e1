/** The error of a GraphQL request. */
import { Code } from '@connectrpc/connect';

const codes: Readonly<Record<string, Code>> = {
  UNAVAILABLE: Code.Unavailable,
  DEADLINE_EXCEEDED: Code.DeadlineExceeded,
  RESOURCE_EXHAUSTED: Code.ResourceExhausted,
  UNAUTHENTICATED: Code.Unauthenticated,
};

/** An error of the gateway or of the connection to it. */
export class GraphQLFailure extends Error {
  readonly code: Code;
  readonly reason: string;
  constructor(message: string, code: string, reason = '') {
    super(message);
    this.code = codes[code] ?? Code.Internal;
    this.reason = reason;
  }
}
