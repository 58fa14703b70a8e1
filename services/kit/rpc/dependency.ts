/** Calls to another service while a caller's request is being handled. */
import { Code, ConnectError } from '@connectrpc/connect';
import { errors } from './errors.ts';

/** Codes that mean that the service cannot answer now, whatever the request. */
const AWAY = [Code.Unavailable, Code.DeadlineExceeded, Code.Aborted];

/** Returns the service's response. Errors: DEPENDENCY_UNAVAILABLE when it does not answer; its own errors otherwise. */
export async function callDependency<Answer>(owner: string, call: () => Promise<Answer>): Promise<Answer> {
  try {
    return await call();
  } catch (error) {
    if (AWAY.includes(ConnectError.from(error).code)) throw errors.dependency(owner);
    throw error;
  }
}
