/** The mail catcher: a real SMTP server whose mails a person reads in the browser. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { checkout } from '../addresses.ts';
import { answersHttp, answersTcp } from '../answers.ts';
import type { Task } from '../task.ts';

const KEPT_MAILS = 1_000;

export const mail: Task = {
  kind: 'task',
  name: 'mail',
  needs: [],
  deadlineMs: 60_000,
  prepare: async (at) => void (await mkdir(join(at.data, 'mail'), { recursive: true })),
  program: (at) => ({
    command: process.execPath,
    args: [
      join(checkout, 'node_modules/maildev/dist/bin/maildev.js'),
      ...[
        '--ip',
        '127.0.0.1',
        '--smtp',
        String(at.ports.smtp),
        '--web-ip',
        '127.0.0.1',
        '--web',
        String(at.ports.mailWeb),
      ],
      ...['--mail-directory', join(at.data, 'mail'), '--max-emails', String(KEPT_MAILS)],
    ],
  }),
  ready: (at) => Promise.all([answersTcp(at.ports.smtp, /^220/), answersHttp(at.urls.mail)]),
};
