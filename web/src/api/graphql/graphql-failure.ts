/** The error of a GraphQL request. */

/** An error of the gateway or of the connection to it. */
export class GraphQLFailure extends Error {
  readonly code: string;
  readonly reason: string;
  readonly outage: boolean;
  constructor(message: string, code: string, reason = '') {
    super(message);
    this.code = code;
    this.reason = reason;
    this.outage = code === 'UNAVAILABLE' || code === 'DEADLINE_EXCEEDED';
  }
}
