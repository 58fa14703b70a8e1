/** What every service's main.ts wires alike: Kafka, registry, sessions, relay, consumers, and their end in the right order. */
import { SessionEventSchema } from '#gen/melo/users/v1/session_event_pb.ts';
import { services, topics } from '#infra/map.ts';
import type { Requests, Routes } from './act.ts';
import type { Clock } from './clock.ts';
import { obey } from './commands.ts';
import { type Config, readConfig } from './config.ts';
import type { Positions } from './events/batch.ts';
import { type Consuming, startConsumer } from './events/consume.ts';
import { openKafka } from './events/kafka.ts';
import { openRegistry } from './events/registry.ts';
import { type Outbox, startRelay } from './events/relay.ts';
import type { Subscription } from './events/subscription.ts';
import { tailTopic } from './events/tail.ts';
import { uuidv7 } from './id.ts';
import { endOnUncaught, type Logger, openLog } from './log.ts';
import type { Beside } from './rebuild.ts';
import type { SecurityLog } from './security-log.ts';
import { serve } from './serve.ts';
import { openSessions, type Sessions, TOKEN_LIFETIME_MS } from './sessions.ts';
import { startTelemetry } from './telemetry.ts';
import { startWatchdog } from './watchdog.ts';

export type Room = { readonly config: Config; readonly log: Logger; readonly sessions: Sessions; wake(): void };

/** What a service brings along. */
export type Furniture = {
  readonly outbox?: Outbox;
  readonly positions?: Positions;
  readonly requests: Requests;
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
  beside?(): Promise<Beside>;
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
  open: (room: Room) => Promise<Furniture>,
): Promise<void> {
  const log = openLog(name);
  endOnUncaught(log);
  const config = readConfig(name);
  const telemetry = startTelemetry(name);
  const place = services.find((service) => service.name === name)!;
  const kafka = openKafka(config.kafka, name, log);
  const registry = openRegistry(config.registry);
  const sessions = openSessions();
  const relay: { wake(): void } = { wake: () => {} };
  const own = await open({ config, log, sessions, wake: () => relay.wake() });

  const end = async (): Promise<never> => {
    await own.close();
    await telemetry.stop();
    process.exit(0);
  };
  const [verb, argument = ''] = process.argv.slice(2);
  if (verb) {
    await obey(verb, argument, { name, own, kafka, registry, log });
    return end();
  }
  startWatchdog(name);
  await own.assertCurrent();
  own.start?.();
  const following = await tailTopic({
    kafka,
    process: name,
    topic: topics.session,
    schema: SessionEventSchema,
    handles: ['sessionRevoked', 'membershipChanged'],
    sinceMs: Date.now() - TOKEN_LIFETIME_MS,
    log,
    onEvent: sessions.apply,
  });
  const publishing =
    own.outbox &&
    startRelay({
      outbox: own.outbox,
      kafka,
      registry,
      topics: place.tells,
      holder: `${name}.${uuidv7()}`,
      log,
    });
  if (publishing) relay.wake = publishing.wake;
  const consuming: Consuming | undefined =
    own.subscriptions && own.positions
      ? await startConsumer({ kafka, process: name, subscriptions: own.subscriptions, positions: own.positions, log })
      : undefined;
  await following.caughtUp;
  await serve({
    config,
    log,
    routes: own.routes,
    requests: own.requests,
    sessions,
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
