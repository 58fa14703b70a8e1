/** How `status`, `stop` and others reach the running launcher: a command line over its control socket, one JSON value back. */
import { chmodSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import type { Addresses } from '../addresses.ts';

/** The function of each command; it gets the arguments that follow the command. */
export type Commands = Record<string, (...args: string[]) => unknown | Promise<unknown>>;

const WORD_CHARS = 1_000;

/** Listens for `commands`; the result is sent when the command has settled. */
export function listenForCommands(at: Addresses, commands: Commands): Promise<void> {
  rmSync(at.sockets.control, { force: true });
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    let word = '';
    socket.on('data', (chunk) => {
      word = (word + chunk).slice(0, WORD_CHARS);
    });
    socket.on('error', () => {});
    socket.on('end', async () => {
      const [verb = '', ...args] = word.split(' ');
      socket.end(JSON.stringify((await commands[verb]?.(...args)) ?? null));
    });
  });
  server.unref();
  return new Promise((done, failed) => {
    server.once('error', failed);
    server.listen(at.sockets.control, () => {
      chmodSync(at.sockets.control, 0o600);
      done();
    });
  });
}

/** Returns the launcher's result, or undefined when no launcher runs. */
export function command<T>(at: Addresses, word: string): Promise<T | undefined> {
  return new Promise((done, failed) => {
    const socket = connect({ path: at.sockets.control, allowHalfOpen: true });
    let answer = '';
    socket.on('connect', () => socket.end(word));
    socket.on('data', (chunk) => {
      answer += chunk;
    });
    socket.on('end', () => done(answer === '' ? undefined : (JSON.parse(answer) as T)));
    socket.on('error', (error: NodeJS.ErrnoException) =>
      ['ENOENT', 'ECONNREFUSED', 'ECONNRESET'].includes(error.code ?? '') ? done(undefined) : failed(error),
    );
  });
}
