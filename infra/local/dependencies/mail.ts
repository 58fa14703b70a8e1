/** The mail catcher: a real SMTP server whose mails are read in the browser. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { respondsOnHttp, respondsOnTcp } from '../supervisor/readiness.ts';
import type { Task } from '../supervisor/task.ts';

export const mail: Task = {
  kind: 'task',
  name: 'mail',
  needs: [],
  deadlineMs: 60_000,
  prepare: async (at) => void (await mkdir(join(at.data, 'mail'), { recursive: true })),
  program: (at) => ({
    command: process.execPath,
    args: [
      join(import.meta.dirname, './mail-catcher.ts'),
      ...[at.ports.smtp, at.ports.mailWeb].map(String),
      join(at.data, 'mail'),
    ],
  }),
  ready: (at) => Promise.all([respondsOnTcp(at.ports.smtp, /^220/), respondsOnHttp(at.urls.mail)]),
};
