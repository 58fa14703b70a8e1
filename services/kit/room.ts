/** What every service's main.ts wires alike: Kafka, registry, sessions, relay, consumers, and their end in the right order. */
import { SessionEventSchema } from '#gen/melo/users/v1/session_event_pb.ts';
import { services, topics } from '#infra/map.ts';
import type { Requests, Routes } from './act.ts';
import type { Clock } from './clock.ts';
import { type Config, readConfig } from './config.ts';
import { type Consuming, type Positions, type Subscription, startConsumer } from './events/consume.ts';
import { ensureTopics, openKafka } from './events/kafka.ts';
import { redrive } from './events/redrive.ts';
import { openRegistry } from './events/registry.ts';
import { type Outbox, startRelay } from './events/relay.ts';
import { tailTopic } from './events/tail.ts';
import { uuidv7 } from './id.ts';
import { type Logger, openLog } from './log.ts';
import { type Beside, rebuild } from './rebuild.ts';
import { serve } from './serve.ts';
import { openSessions, type Sessions, TOKEN_LIFETIME_MS } from './sessions.ts';
import { startTelemetry } from './telemetry.ts';

export type Room = { readonly config: Config; readonly log: Logger; readonly sessions: Sessions; wake(): void };

/** What a service brings along. */
export type Furniture = {
  readonly outbox?: Outbox;
  readonly positions?: Positions;
  readonly requests: Requests;
  readonly routes: Routes;
  readonly subscriptions?: readonly Subscription[];
  readonly clock?: Clock;
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

/** Runs `node services/<name>/main.ts [migrate | skipped | redrive | rebuild]`: opens, then does that and ends, or serves until told to stop. */
export async function runService(
  name: (typeof services)[number]['name'],
  open: (room: Room) => Promise<Furniture>,
): Promise<void> {
  const config = readConfig(name);
  const log = openLog(name);
  const telemetry = startTelemetry(name);
  const place = services.find((service) => service.name === name)!;
  const kafka = openKafka(config.brokers, name, log);
  const registry = openRegistry(config.registryUrl);
  const sessions = openSessions();
  const relay: { wake(): void } = { wake: () => {} };
  const own = await open({ config, log, sessions, wake: () => relay.wake() });

  const end = async (): Promise<never> => {
    await own.close();
    await telemetry.stop();
    process.exit(0);
  };
  const verb = process.argv[2];
  if (verb === 'migrate') {
    await own.migrate();
    const sessionTopic = place.tells.includes(topics.session as never) ? [] : [topics.session];
    await ensureTopics(kafka, [...place.tells, ...sessionTopic], place.listens, name);
    await Promise.all(place.tells.map((topic) => registry.schemaId(topic)));
    log.info('migrated');
    return end();
  }

  await own.assertCurrent();
  if (verb === 'skipped' || verb === 'redrive') {
    const { subscriptions = [], positions } = own;
    const results =
      verb === 'redrive' && positions
        ? await redrive({ kafka, process: name, subscriptions, positions })
        : ((await positions?.skipped()) ?? []).map((skipped) => ({ skipped, refused: skipped.cause }));
    for (const { skipped, refused } of results) {
      const { topic, partition, offset } = skipped;
      console.log(
        `${topic}/${partition}/${offset} ${refused === undefined ? 'has taken effect' : `waits: ${refused}`}`,
      );
    }
    return end();
  }
  if (verb === 'rebuild') {
    const beside = await own.beside?.();
    if (!beside) throw new Error(`${name} keeps nothing that could be made again from its topics alone`);
    await rebuild({ kafka, process: name, beside, log });
    await beside.close();
    console.log('rebuilt from its topics');
    return end();
  }
  own.start?.();
  const following = await tailTopic({
    kafka,
    process: name,
    topic: topics.session,
    schema: SessionEventSchema,
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
