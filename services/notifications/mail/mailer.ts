/** Sends queued mails. A mail is leased while it is sent, retried with growing pauses, and given up after a final failure. */
import { setTimeout as delay } from 'node:timers/promises';
import { createTransport } from 'nodemailer';
import type { Logger } from '#kit/telemetry/log.ts';
import { count } from '#kit/telemetry/meter.ts';
import { FROM } from './mail.ts';
import { causeOf, isFinal, type MailQueue, type OutgoingMail, type QueuedMail, retryMs } from './mail-delivery.ts';

/** Mails that a process sends at the same time. */
const MAIL_BATCH_SIZE = 5;
/** A sender renews its lease while it sends. After a crash, another process sends the mail when the lease has expired. */
const LEASE_MS = 9_000;
const POLL_MS = 2_000;
const SMTP_TIMEOUT_MS = 20_000;

export type Mailer = { wake(): void; stop(): Promise<void> };

export function startMailer(parts: {
  queue: MailQueue;
  /** Returns undefined when no mail is sent. */
  compose(mail: QueuedMail): Promise<OutgoingMail | undefined>;
  send(id: string, outgoing: OutgoingMail): Promise<void>;
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
      const outgoing = await compose(mail);
      if (!outgoing) return await queue.dead(mail.id, 'nothing to send');
      await send(mail.id, outgoing);
      await queue.sent(mail.id, now());
    } catch (error) {
      const cause = causeOf(error);
      const fields = { mail: mail.id, attempts: mail.attempts, cause };
      if (isFinal(error, mail.attempts)) {
        log.error({ event: 'mail_given_up', ...fields }, 'The mail cannot be sent; it is given up.');
        await queue.dead(mail.id, cause);
      } else {
        log.warn({ event: 'mail_failed', ...fields }, 'The mail cannot be sent; trying again later.');
        await queue.postpone(mail.id, now() + retryMs(mail.attempts));
      }
    } finally {
      clearInterval(renewing);
    }
  }

  async function run(): Promise<void> {
    while (!stopped) {
      woken = new AbortController();
      try {
        const mails = await queue.lease(now(), now() + leaseMs, MAIL_BATCH_SIZE);
        await Promise.all(mails.map(deliver));
        if (mails.length === MAIL_BATCH_SIZE) continue;
      } catch (error) {
        log.warn({ event: 'mail_queue_unavailable', err: error }, 'The queue of mails cannot be read; trying again.');
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

/** Sends by SMTP. The message ID is the mail's own, so that mail clients show a mail once that is sent again after a crash. */
export function openSmtp(url: string) {
  const transport = createTransport({
    url,
    connectionTimeout: SMTP_TIMEOUT_MS,
    greetingTimeout: SMTP_TIMEOUT_MS,
    socketTimeout: SMTP_TIMEOUT_MS,
  });
  return {
    async send(id: string, { to, subject, text, html }: OutgoingMail): Promise<void> {
      let outcome = 'failure';
      try {
        await transport.sendMail({
          from: FROM,
          to: { name: '', address: to },
          subject,
          text,
          html,
          messageId: `<${id}@melo.example>`,
          headers: { 'Auto-Submitted': 'auto-generated' },
        });
        outcome = 'success';
      } finally {
        count('melo.mails', { 'melo.mail.outcome': outcome });
      }
    },
    close: () => transport.close(),
  };
}
