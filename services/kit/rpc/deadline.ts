/** Answers a call when its deadline passes or its caller has gone, whatever it still waits for. */
import type { Interceptor } from '@connectrpc/connect';

/** The signal's reason is DEADLINE_EXCEEDED or CANCELED; streams watch their signal themselves. */
export const deadlineInterceptor: Interceptor = (next) => async (request) => {
  if (request.stream) return next(request);
  const { signal } = request;
  const over = Promise.withResolvers<never>();
  const end = () => over.reject(signal.reason);
  signal.addEventListener('abort', end, { once: true });
  try {
    return await Promise.race([next(request), over.promise]);
  } finally {
    signal.removeEventListener('abort', end);
  }
};
