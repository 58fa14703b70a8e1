/** The mail catcher: a real SMTP server whose mails a person reads in the browser. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { checkout } from '../addresses.ts';
import type { Daemon } from '../daemon.ts';

export const mail: Daemon = {
  name: 'mail',
  prepare: async (at) => void (await mkdir(join(at.data, 'mail'), { recursive: true })),
  command: (at) => [
    process.execPath,
    join(checkout, 'node_modules/maildev/dist/bin/maildev.js'),
    ...['--smtp', String(at.ports.smtp), '--web', String(at.ports.mailWeb), '--ip', '127.0.0.1', '--web-ip', '127.0.0.1'],
    ...['--mail-directory', join(at.data, 'mail'), '--silent'],
  ],
  async ready(at) {
    const answer = await fetch(`http://127.0.0.1:${at.ports.mailWeb}/`, { signal: AbortSignal.timeout(1000) });
    if (!answer.ok) throw new Error(`the mail catcher answers ${answer.status}`);
  },
  stopSignal: 'SIGTERM',
};
