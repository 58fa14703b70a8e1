/**
 * Answers health checks. `liveness` asks whether the event loop turns, so its answer says all. `readiness` also asks whether the
 * consumers run and the store responds with a current schema. Without a name it is whether the consumers run.
 */
import type { ServiceImpl } from '@connectrpc/connect';
import { type Health, HealthCheckResponse_ServingStatus as Status } from '#gen/grpc/health/v1/health_pb.ts';

const STORE_TIMEOUT_MS = 3_000;

export type HealthSources = {
  /** Whether background work (consumers, relay) is healthy. */
  healthy?(): boolean;
  /** Throws when the store does not respond, or its schema is older than this process. */
  assertCurrent?(): Promise<void>;
};

export const createHealth = (sources: HealthSources, storeTimeoutMs = STORE_TIMEOUT_MS) =>
  ({
    async check({ service }) {
      if (service === 'liveness') return { status: Status.SERVING };
      const isServing =
        (sources.healthy?.() ?? true) && (service !== 'readiness' || (await responds(sources, storeTimeoutMs)));
      return { status: isServing ? Status.SERVING : Status.NOT_SERVING };
    },
  }) satisfies Partial<ServiceImpl<typeof Health>>;

/** A store that hangs is as good as none, but the check must answer. */
async function responds({ assertCurrent }: HealthSources, timeoutMs: number): Promise<boolean> {
  const late = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => late.resolve(false), timeoutMs);
  const current = Promise.resolve(assertCurrent?.()).then(
    () => true,
    () => false,
  );
  return Promise.race([current, late.promise]).finally(() => clearTimeout(timer));
}
