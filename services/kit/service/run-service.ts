/** Runs a service: Kafka, registry, revocations, relay, consumers and server, started and stopped in the right order. */
import { SessionEventSchema } from '#gen/melo/users/v1/session_event_pb.ts';
import { services, topics } from '#infra/topology.ts';
import { startConsumer } from '../events/consumer.ts';
import { followTopic } from '../events/follow-topic.ts';
import { openKafka } from '../events/kafka.ts';
import { type Relay, startRelay } from '../events/relay.ts';
import { createSchemaRegistry } from '../events/schema-registry.ts';
import { createRevocations } from '../rpc/revocations.ts';
import { TOKEN_LIFETIME_MS } from '../rpc/token.ts';
import { createLog, exitOnUncaughtError } from '../telemetry/log.ts';
import { measureRuntime } from '../telemetry/runtime-metrics.ts';
import { startTelemetry } from '../telemetry/telemetry.ts';
import { uuidv7 } from '../values/ids.ts';
import { runCommand } from './commands.ts';
import { readConfig } from './config.ts';
import type { ServiceContext, ServiceDefinition } from './definition.ts';
import { serve } from './server.ts';
import { startWatchdog } from './watchdog.ts';

type ServiceName = (typeof services)[number]['name'];

/** Runs `node services/<name>/main.ts [VERB]`: runs the command of that name and exits, or serves until it is stopped. */
export async function runService(
  name: ServiceName,
  open: (context: ServiceContext) => Promise<ServiceDefinition>,
): Promise<void> {
  const log = createLog(name);
  exitOnUncaughtError(log);
  const config = readConfig(name);
  const telemetry = startTelemetry(name);
  const kafka = openKafka(config.kafka, name, log);
  const registry = createSchemaRegistry(config.registry);
  const revocations = createRevocations();
  const relay: Pick<Relay, 'wake'> = { wake: () => {} };
  const definition = await open({ config, log, revocations, wake: () => relay.wake() });
  const parts = { name, definition, kafka, registry, log };

  const [verb, argument = ''] = process.argv.slice(2);
  if (verb) {
    await runCommand(verb, argument, parts);
    await definition.close();
    await telemetry.stop();
    process.exit(0);
  }
  startWatchdog(name);
  await definition.assertCurrent();
  definition.start?.();
  const background = await startBackground({ ...parts, revocations });
  if (background.relay) relay.wake = background.relay.wake;
  await serve({
    ...definition,
    config,
    log,
    revocations,
    healthy: background.healthy,
    async stop() {
      await background.stop();
      await definition.close();
      await telemetry.stop();
    },
  });
}

type Parts = Parameters<typeof runCommand>[2] & Pick<ServiceContext, 'revocations'>;

/** Starts the background work, and returns when all revocations of valid tokens are known. */
async function startBackground({ name, definition, kafka, registry, revocations, log }: Parts) {
  const { outbox, checkpoints, subscriptions } = definition;
  measureRuntime();
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
  const { publishes } = services.find((service) => service.name === name)!;
  const holder = `${name}.${uuidv7()}`;
  const relay = outbox && startRelay({ outbox, kafka, registry, topics: publishes, holder, log });
  const consumer =
    subscriptions && checkpoints
      ? await startConsumer({ kafka, process: name, subscriptions, checkpoints, log })
      : undefined;
  await following.caughtUp;
  return {
    relay,
    healthy: (): boolean => consumer?.healthy() ?? true,
    async stop(): Promise<void> {
      await consumer?.stop();
      await definition.stop?.();
      await relay?.stop();
      await following.stop();
    },
  };
}
