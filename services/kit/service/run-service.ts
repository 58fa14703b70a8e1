/** What every service's main.ts wires alike: Kafka, registry, sessions, relay, consumers, and their end in the right order. */
import { SessionEventSchema } from '#gen/melo/users/v1/session_event_pb.ts';
import { services, topics } from '#infra/topology.ts';
import { type RunningConsumer, startConsumer } from '../events/consumer.ts';
import { followTopic } from '../events/follow-topic.ts';
import { openKafka } from '../events/kafka.ts';
import type { ShadowStore } from '../events/rebuild.ts';
import { startRelay } from '../events/relay.ts';
import { createSchemaRegistry } from '../events/schema-registry.ts';
import type { Subscription } from '../events/subscription.ts';
import { createRevocations, type Revocations, TOKEN_LIFETIME_MS } from '../rpc/revocations.ts';
import type { Routes } from '../rpc/routes.ts';
import type { CheckpointStore } from '../store/checkpoints.ts';
import type { IdempotencyStore } from '../store/idempotency.ts';
import type { Outbox } from '../store/outbox.ts';
import { createLog, exitOnUncaughtError, type Logger } from '../telemetry/log.ts';
import type { SecurityLog } from '../telemetry/security-log.ts';
import { startTelemetry } from '../telemetry/telemetry.ts';
import type { Clock } from '../values/dates.ts';
import { uuidv7 } from '../values/ids.ts';
import { runCommand } from './commands.ts';
import { type Config, readConfig } from './config.ts';
import { serve } from './server.ts';
import { startWatchdog } from './watchdog.ts';

export type ServiceContext = {
  readonly config: Config;
  readonly log: Logger;
  readonly revocations: Revocations;
  wake(): void;
};

/** What a service brings along. */
export type ServiceDefinition = {
  readonly outbox?: Outbox;
  readonly checkpoints?: CheckpointStore;
  readonly idempotency: IdempotencyStore;
  readonly routes: Routes;
  readonly subscriptions?: readonly Subscription[];
  readonly clock?: Clock;
  /** A security log with a table of its own; else security events are logged only. */
  readonly security?: SecurityLog;
  /** Makes or changes the store's schema. */
  migrate(): Promise<void>;
  /** Throws when the store's schema is older than this process. */
  assertCurrent(): Promise<void>;
  /** Opens an empty read model beside, for services whose figures can be made again from the topics. */
  shadow?(): Promise<ShadowStore>;
  /** Begins work of its own, once the schema is known to be current; not when migrating. */
  start?(): void;
  /** Ends open streams when the process is told to stop, so that their readers turn to another. */
  drain?(): void;
  /** Work to end before the store closes. */
  stop?(): Promise<void>;
  close(): Promise<void>;
};

/** Runs `node services/<name>/main.ts [VERB]`: opens, then does what `commands.ts` knows by that verb and ends, or serves until told to stop. */
export async function runService(
  name: (typeof services)[number]['name'],
  open: (room: ServiceContext) => Promise<ServiceDefinition>,
): Promise<void> {
  const log = createLog(name);
  exitOnUncaughtError(log);
  const config = readConfig(name);
  const telemetry = startTelemetry(name);
  const place = services.find((service) => service.name === name)!;
  const kafka = openKafka(config.kafka, name, log);
  const registry = createSchemaRegistry(config.registry);
  const revocations = createRevocations();
  const relay: { wake(): void } = { wake: () => {} };
  const own = await open({ config, log, revocations, wake: () => relay.wake() });

  const end = async (): Promise<never> => {
    await own.close();
    await telemetry.stop();
    process.exit(0);
  };
  const [verb, argument = ''] = process.argv.slice(2);
  if (verb) {
    await runCommand(verb, argument, { name, own, kafka, registry, log });
    return end();
  }
  startWatchdog(name);
  await own.assertCurrent();
  own.start?.();
  const following = await followTopic({
    kafka,
    process: name,
    topic: topics.session,
    schema: SessionEventSchema,
    handles: ['sessionRevoked', 'membershipChanged'],
    sinceMs: Date.now() - TOKEN_LIFETIME_MS,
    log,
    onEvent: revocations.apply,
  });
  const publishing =
    own.outbox &&
    startRelay({
      outbox: own.outbox,
      kafka,
      registry,
      topics: place.publishes,
      holder: `${name}.${uuidv7()}`,
      log,
    });
  if (publishing) relay.wake = publishing.wake;
  const consuming: RunningConsumer | undefined =
    own.subscriptions && own.checkpoints
      ? await startConsumer({
          kafka,
          process: name,
          subscriptions: own.subscriptions,
          checkpoints: own.checkpoints,
          log,
        })
      : undefined;
  await following.caughtUp;
  await serve({
    config,
    log,
    routes: own.routes,
    idempotency: own.idempotency,
    revocations,
    ...(own.clock && { clock: own.clock }),
    ...(own.drain && { drain: own.drain }),
    ...(own.security && { security: own.security }),
    healthy: () => consuming?.healthy() ?? true,
    async stop() {
      await consuming?.stop();
      await own.stop?.();
      await publishing?.stop();
      await following.stop();
      await own.close();
      await telemetry.stop();
    },
  });
}
