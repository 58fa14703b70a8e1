/** One launcher per MELO_HOME, and free ports. */
import { chmodSync, lstatSync, mkdirSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import type { Addresses } from '../addresses.ts';

/** Makes the run folder accessible to its owner only: its name can be guessed and /tmp is shared. */
export function openRunFolder(at: Addresses): void {
  mkdirSync(at.run, { recursive: true, mode: 0o700 });
  const found = lstatSync(at.run);
  if (!found.isDirectory() || found.uid !== process.getuid?.())
    throw new Error(`${at.run} belongs to another user. Set MELO_HOME to another folder.`);
  chmodSync(at.run, 0o700);
}

/**
 * Holds the lock until this process ends; false when another launcher has it.
 * An abstract socket: the kernel frees the name with its process, so no stale lock can remain.
 */
export async function lock(at: Addresses): Promise<boolean> {
  const server = createServer((socket) => socket.destroy());
  const held = await listens(server, { path: `\0${at.run}` });
  server.unref();
  return held;
}

/** Throws one sentence that names the first port in use. */
export async function expectFreePorts(ports: readonly { name: string; port: number }[]): Promise<void> {
  for (const { name, port } of ports) {
    // Browsers may take localhost for either.
    for (const host of ['127.0.0.1', '::1']) {
      const probe = createServer();
      const free = await listens(probe, { port, host });
      await new Promise((done) => probe.close(done));
      if (!free) {
        throw new Error(
          `Port ${port} (${name}) is in use by another program. Stop it, or set MELO_PORT to another block.`,
        );
      }
    }
  }
}

const listens = (server: Server, where: { path: string } | { port: number; host: string }): Promise<boolean> =>
  new Promise((done, failed) => {
    server.once('listening', () => done(true));
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') done(false);
      // A machine without IPv6.
      else if (error.code === 'EADDRNOTAVAIL' || error.code === 'EAFNOSUPPORT') done(true);
      else failed(error);
    });
    server.listen(where);
  });
