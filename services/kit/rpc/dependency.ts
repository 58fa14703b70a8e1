/** Asking a process that owns what is missing here, once, in the middle of a call of somebody else. */
import { Code, ConnectError } from '@connectrpc/connect';
import { errors } from './errors.ts';

/** What says that it does not answer, rather than what it thinks of the question. */
const AWAY = [Code.Unavailable, Code.DeadlineExceeded, Code.Aborted];

/** The owner's answer. Errors: DEPENDENCY_UNAVAILABLE when there is none. */
export async function callDependency<Answer>(owner: string, call: () => Promise<Answer>): Promise<Answer> {
  try {
    return await call();
  } catch (error) {
    if (AWAY.includes(ConnectError.from(error).code)) throw errors.dependency(owner);
    throw error;
  }
}
