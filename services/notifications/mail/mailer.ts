/** Sends the mails that wait in the store: leased, tried again later and later, given up in the end, never lost. */
import { setTimeout as delay } from 'node:timers/promises';
import { createTransport } from 'nodemailer';
import type { Logger } from '#kit/telemetry/log.ts';
import { FROM } from './mail.ts';
import { causeOf, isLost, type MailQueue, type OutgoingMail, type QueuedMail, retryMs } from './mail-delivery.ts';

/** Mails sent at once by a process. */
const AT_ONCE = 5;
/** A mail whose sender died is tried by another after this; a sender that lives renews it as long as its try takes. */
const LEASE_MS = 9_000;
const POLL_MS = 2_000;
const SMTP_TIMEOUT_MS = 20_000;

export type Mailer = { wake(): void; stop(): Promise<void> };

export function startMailer(parts: {
  queue: MailQueue;
  /** Undefined: there is nothing to send. */
  compose(mail: QueuedMail): Promise<OutgoingMail | undefined>;
  send(id: string, letter: OutgoingMail): Promise<void>;
  log: Logger;
  now?: () => number;
  leaseMs?: number;
}): Mailer {
  const { queue, compose, send, log, now = Date.now, leaseMs = LEASE_MS } = parts;
  let stopped = false;
  let woken = new AbortController();
  const wake = () => woken.abort();

  async function deliver(mail: QueuedMail): Promise<void> {
    const renew = () => queue.postpone(mail.id, now() + leaseMs).catch(() => {});
    const renewing = setInterval(renew, leaseMs / 3);
    try {
      const letter = await compose(mail);
      if (!letter) return await queue.dead(mail.id, 'nothing to send');
      await send(mail.id, letter);
      await queue.sent(mail.id, now());
    } catch (error) {
      const cause = causeOf(error);
      const lost = isLost(error, mail.attempts);
      log[lost ? 'error' : 'warn'](
        { mail: mail.id, attempts: mail.attempts, cause },
        lost ? 'mail given up' : 'mail failed; trying again later',
      );
      await (lost ? queue.dead(mail.id, cause) : queue.postpone(mail.id, now() + retryMs(mail.attempts)));
    } finally {
      clearInterval(renewing);
    }
  }

  async function run(): Promise<void> {
    while (!stopped) {
      woken = new AbortController();
      try {
        const mails = await queue.lease(now(), now() + leaseMs, AT_ONCE);
        await Promise.all(mails.map(deliver));
        if (mails.length === AT_ONCE) continue;
      } catch (error) {
        log.warn({ err: error }, 'the queue of mails cannot be read; trying again');
      }
      await delay(POLL_MS, undefined, { signal: woken.signal }).catch(() => {});
    }
  }
  const running = run();
  return {
    wake,
    async stop() {
      stopped = true;
      wake();
      await running;
    },
  };
}

/** Sends by SMTP. The id is the message's own, so that a mail sent twice after a crash is one to its reader. */
export function openSmtp(url: string) {
  const transport = createTransport({
    url,
    connectionTimeout: SMTP_TIMEOUT_MS,
    greetingTimeout: SMTP_TIMEOUT_MS,
    socketTimeout: SMTP_TIMEOUT_MS,
  });
  return {
    async send(id: string, { to, subject, text, html }: OutgoingMail): Promise<void> {
      await transport.sendMail({
        from: FROM,
        to: { name: '', address: to },
        subject,
        text,
        html,
        messageId: `<${id}@melo.example>`,
        headers: { 'Auto-Submitted': 'auto-generated' },
      });
    },
    close: () => transport.close(),
  };
}
