/** The error of a call that is expected to be rejected; for tests. */
import assert from 'node:assert/strict';
import { ConnectError } from '@connectrpc/connect';

export async function localReply(calling: Promise<unknown>): Promise<ConnectError> {
  const error = await calling.then(
    () => assert.fail('the call passed'),
    (reason: unknown) => reason,
  );
  return ConnectError.from(error);
}
