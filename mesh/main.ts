/** Melo's GraphQL gateway. */
import { readFile } from 'node:fs/promises';
import { readConfig } from '#kit/config.ts';
import { endOnUncaught, openLog } from '#kit/log.ts';
import { startTelemetry } from '#kit/telemetry.ts';
import { startWatchdog } from '#kit/watchdog.ts';
import { openGateway } from './gateway.ts';
import { listen } from './http.ts';
import { openUpstream } from './upstream.ts';

const log = openLog('mesh');
endOnUncaught(log);
const config = readConfig('mesh');
const telemetry = startTelemetry(config.name);
startWatchdog(config.name);
const stopping = new AbortController();

const supergraph = await readFile(new URL('schema.graphql', import.meta.url), 'utf8');
const gateway = await openGateway(supergraph, openUpstream(config.egress, stopping.signal), log, {
  guardsIntrospection: config.isProduction,
});
const server = await listen(config.socket, gateway, log);
log.info({ socket: config.socket }, 'serving');

const stop = async () => {
  if (stopping.signal.aborted) return;
  stopping.abort();
  await server.close();
  await telemetry.stop();
  log.info('stopped');
  process.exit(0);
};
process.on('SIGTERM', stop).on('SIGINT', stop);
