/** Melo's web server: the built app on the Unix socket MELO_SOCKET, behind the edge. */
import { chmod, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { startWatchdog } from '#kit/service/watchdog.ts';
import { createWebServer } from './serve.ts';

/** Longer than the edge keeps an idle connection, so that it never sends on a connection that is being closed. */
const IDLE_MS = 2 * 60 * 60_000;
/** How long open responses may take after the process was told to stop. */
const DRAIN_MS = 5_000;

const socket = process.env['MELO_SOCKET'];
if (!socket) throw new Error('MELO_SOCKET must name the socket to listen on.');
const folder = join(import.meta.dirname, 'dist');
await stat(join(folder, 'index.html')).catch(() => {
  throw new Error('The app is not built; run "npm run web:build".');
});

startWatchdog('web');
const server = createWebServer(folder);
server.keepAliveTimeout = IDLE_MS;
await rm(socket, { force: true });
await new Promise<void>((listening, failed) => server.once('error', failed).listen(socket, listening));
await chmod(socket, 0o600);
console.log(JSON.stringify({ level: 'info', msg: 'serving', socket }));

const stop = () => {
  server.close(() => process.exit(0));
  server.closeIdleConnections();
  setTimeout(() => server.closeAllConnections(), DRAIN_MS).unref();
};
process.once('SIGTERM', stop).once('SIGINT', stop);
