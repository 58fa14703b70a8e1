/** Limits on requests that send mails: so many of one network in a quarter of an hour, whatever becomes of them. */
import type { HandlerContext } from '@connectrpc/connect';
import { errors } from '#kit/rpc/errors.ts';
import { networkOf } from '#kit/rpc/network.ts';
import type { UserDependencies } from '../dependencies.ts';

const WINDOW_SECONDS = 900;

/** Errors: RATE_LIMITED. */
export async function limitRequests({ sessions, perNetwork }: UserDependencies, what: string, context: HandlerContext) {
  const name = `${what}:${networkOf(context.requestHeader)}`;
  const seconds = await sessions.requests(name, perNetwork, WINDOW_SECONDS);
  if (seconds > 0) throw errors.rateLimited(seconds);
}
