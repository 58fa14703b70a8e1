/** Limits on requests that send mails: so many of one network in a quarter of an hour, whatever becomes of them. */
import type { HandlerContext } from '@connectrpc/connect';
import { networkOf } from '#kit/network.ts';
import { refuse } from '#kit/refuse.ts';
import type { Parts } from '../parts.ts';

const WINDOW_SECONDS = 900;

/** Errors: RATE_LIMITED. */
export async function limitRequests({ sessions, perNetwork }: Parts, what: string, context: HandlerContext) {
  const name = `${what}:${networkOf(context.requestHeader)}`;
  const seconds = await sessions.requests(name, perNetwork, WINDOW_SECONDS);
  if (seconds > 0) throw refuse.rateLimited(seconds);
}
