/** Distinguishes an outage of a dependency (store, broker, another process) from a fault of Melo's own. */

/** Errors of sockets, of drivers and their pools, and of stores that stop, start or have no room left. */
const CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ENOENT',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EHOSTUNREACH',
  // MariaDB Connector/Node.js: https://mariadb.com/docs/connectors/mariadb-connector-nodejs
  'ER_GET_CONNECTION_TIMEOUT',
  'ER_POOL_ALREADY_CLOSED',
  'ER_SOCKET_UNEXPECTED_CLOSE',
  'ER_SOCKET_TIMEOUT',
  'ER_CONNECTION_TIMEOUT',
  'ER_CMD_CONNECTION_CLOSED',
  'ER_SERVER_SHUTDOWN',
  'ER_CON_COUNT_ERROR',
  'PROTOCOL_CONNECTION_LOST',
]);

/** SQLSTATE classes: 08 connection exceptions (except 08P01, a protocol violation), 53 insufficient resources, 57P0x shutdown and start (PostgreSQL appendix A). */
const SQLSTATE = /^(08(?!P01)...|53...|57P0.)$/;

const NAMES = new Set([
  'ConnectionException',
  'MongoNetworkError',
  'MongoNetworkTimeoutError',
  'MongoServerSelectionError',
  'MongoPoolClearedError',
  'MongoPoolClearedOnNetworkError',
  'MongoWaitQueueTimeoutError',
  'MongoNotConnectedError',
  'MaxRetriesPerRequestError',
  'TimeoutError',
]);

/** Messages of pg and ioredis that have no code. */
const WORDS =
  /^(Connection terminated|timeout exceeded when trying to connect|Query read timeout|Client has encountered a connection error|Connection is closed|Command timed out|Socket closed)/;

/** SQLSTATE class 22: a value that no store of this kind takes (PostgreSQL appendix A; MariaDB keeps to it). */
const DATA = /^22...$/;

/** Whether a retry cannot help: Melo's own code failed on the input, or no store accepts the value. */
export function isPermanent(error: unknown): boolean {
  if (!(error instanceof Error) || isUnavailable(error)) return false;
  if (error instanceof TypeError || error instanceof RangeError || error.name === 'ValidationException') return true;
  const { code, sqlState } = error as Error & Record<string, unknown>;
  return [code, sqlState].some((state) => typeof state === 'string' && DATA.test(state));
}

/** Whether `error` or one of its causes means that a dependency does not answer. */
export function isUnavailable(error: unknown, depth = 0): boolean {
  if (!(error instanceof Error) || depth > 5) return false;
  const { code, sqlState, errors, previous } = error as Error & Record<string, unknown>;
  if (NAMES.has(error.name) || WORDS.test(error.message)) return true;
  if (typeof code === 'string' && (CODES.has(code) || SQLSTATE.test(code))) return true;
  if (typeof sqlState === 'string' && SQLSTATE.test(sqlState)) return true;
  const causes = [error.cause, previous, ...(Array.isArray(errors) ? errors : [])];
  return causes.some((cause) => isUnavailable(cause, depth + 1));
}
