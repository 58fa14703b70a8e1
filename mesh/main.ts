/** Melo's GraphQL gateway. */
import { readFile } from 'node:fs/promises';
import { readConfig } from '#kit/service/config.ts';
import { startWatchdog } from '#kit/service/watchdog.ts';
import { createLog, exitOnUncaughtError } from '#kit/telemetry/log.ts';
import { measureRuntime } from '#kit/telemetry/runtime-metrics.ts';
import { startTelemetry } from '#kit/telemetry/telemetry.ts';
import { createGateway } from './runtime/gateway.ts';
import { listen } from './runtime/http.ts';
import { createUpstream } from './runtime/upstream.ts';

const log = createLog('mesh');
exitOnUncaughtError(log);
const config = readConfig('mesh');
const telemetry = startTelemetry(config.name);
startWatchdog(config.name);
measureRuntime();
const stopping = new AbortController();

const supergraph = await readFile(new URL('schema.graphql', import.meta.url), 'utf8');
const gateway = await createGateway(supergraph, createUpstream(config.egress, stopping.signal), log, {
  guardsIntrospection: config.isProduction,
});
const server = await listen(config.socket, gateway, log);
log.info({ event: 'serving', socket: config.socket }, 'The gateway serves requests.');

const stop = async () => {
  if (stopping.signal.aborted) return;
  stopping.abort();
  await server.close();
  await telemetry.stop();
  log.info({ event: 'stopped' }, 'The gateway has stopped.');
  process.exit(0);
};
process.on('SIGTERM', stop).on('SIGINT', stop);
