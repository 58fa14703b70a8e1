/** Serves a process's Connect routes on its Unix socket, behind the interceptors of every call, until it is stopped. */
import { chmod, rm } from 'node:fs/promises';
import type { Http2Server, Http2Session } from 'node:http2';
import type { Interceptor } from '@connectrpc/connect';
import { createValidateInterceptor } from '@connectrpc/validate';
import { Health } from '#gen/grpc/health/v1/health_pb.ts';
import { accessInterceptor } from '../rpc/access.ts';
import { admissionInterceptor } from '../rpc/admission-control.ts';
import { createTokenVerifier } from '../rpc/authentication.ts';
import { deadlineInterceptor } from '../rpc/deadline.ts';
import { idempotencyInterceptor } from '../rpc/idempotency.ts';
import type { Revocations } from '../rpc/revocations.ts';
import type { Routes } from '../rpc/routes.ts';
import { telemetryInterceptor } from '../rpc/telemetry-interceptor.ts';
import { textValidationInterceptor } from '../rpc/text-validation.ts';
import type { IdempotencyStore } from '../store/idempotency.ts';
import type { Logger } from '../telemetry/log.ts';
import { createSecurityLog, type SecurityLog } from '../telemetry/security-log.ts';
import { type Clock, systemClock } from '../values/dates.ts';
import type { Config } from './config.ts';
import { createHealth, type HealthSources } from './health.ts';
import { createRpcServer } from './rpc-server.ts';

/** How long running calls may continue after the process was told to stop. */
const DRAIN_MS = 10_000;

export type ServerOptions = HealthSources & {
  readonly config: Config;
  readonly log: Logger;
  readonly routes: Routes;
  readonly idempotency: IdempotencyStore;
  readonly revocations: Revocations;
  readonly clock?: Clock;
  readonly security?: SecurityLog;
  /** Ends open streams at a stop. Other running calls may finish. */
  drain?(): void;
  /** Closes the process's resources in order, after the last call. */
  stop(): Promise<void>;
};

/** The interceptors in their order, the outermost first. */
export async function interceptors(
  serving: Pick<ServerOptions, 'config' | 'log' | 'revocations' | 'security' | 'idempotency' | 'clock'>,
): Promise<Interceptor[]> {
  const { config, log, idempotency, clock = systemClock } = serving;
  const verify = await createTokenVerifier(config.jwks);
  const security = serving.security ?? createSecurityLog({ log, key: config.auditKey });
  return [
    telemetryInterceptor(log),
    admissionInterceptor(),
    deadlineInterceptor,
    security.denials,
    accessInterceptor(verify, serving.revocations, { guardsReflection: config.isProduction }),
    textValidationInterceptor,
    createValidateInterceptor(),
    idempotencyInterceptor({ store: idempotency, clock, key: config.idempotencyKey }),
  ];
}

/** Resolves when the server listens. SIGTERM and SIGINT let running calls finish, then stop everything. */
export async function serve(serving: ServerOptions): Promise<void> {
  const { config, log } = serving;
  const server = createRpcServer({
    routes: (router) => {
      router.service(Health, createHealth(serving));
      serving.routes(router);
    },
    interceptors: await interceptors(serving),
    log,
  });
  const close = closing(server, () => serving.drain?.());
  await rm(config.socket, { force: true });
  await new Promise<void>((listening, failed) => server.once('error', failed).listen(config.socket, listening));
  await chmod(config.socket, 0o600);
  log.info({ event: 'process_serving', socket: config.socket }, 'The process serves requests.');

  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    await close();
    await serving.stop();
    log.info({ event: 'process_stopped' }, 'The process has stopped.');
    process.exit(0);
  };
  process.on('SIGTERM', stop).on('SIGINT', stop);
}

/** Returns a function that closes the server after its running calls; `drain` ends its open streams. */
function closing(server: Http2Server, drain: () => void): () => Promise<void> {
  const open = new Set<Http2Session>();
  server.on('session', (session) => {
    open.add(session);
    session.on('close', () => open.delete(session));
  });
  return async () => {
    const closed = new Promise<void>((done) => server.close(() => done()));
    for (const session of open) session.close();
    drain();
    const late = setTimeout(() => {
      for (const session of open) session.destroy();
    }, DRAIN_MS);
    await closed;
    clearTimeout(late);
  };
}
