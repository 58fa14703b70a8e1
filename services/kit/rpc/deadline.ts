/** Ends a call when its deadline passes or its caller disconnects, even if it still waits for something. */
import type { Interceptor } from '@connectrpc/connect';
import { earlyEndOf } from './unary/call-end.ts';

/** The reason is DEADLINE_EXCEEDED or CANCELED; streams watch their signal themselves. */
export const deadlineInterceptor: Interceptor = (next) => async (request) => {
  if (request.stream) return next(request);
  const early = Promise.withResolvers<never>();
  const removeListener = earlyEndOf(request).onEnd(early.reject);
  try {
    return await Promise.race([next(request), early.promise]);
  } finally {
    removeListener();
  }
};
