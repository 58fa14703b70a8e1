/**
 * `node mail-catcher.ts SMTP-PORT WEB-PORT FOLDER`: MailDev on loopback, which serves only pages of its own origin. MailDev
 * itself allows every origin to read with credentials, so any page in the browser could read the mails.
 */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { MailDev } from 'maildev';

/** Mails kept; the oldest go first. */
const MAX_MAILS = 1_000;
const HOST = '127.0.0.1';

const [smtp, web, mailDirectory] = [Number(process.argv[2]), Number(process.argv[3]), process.argv[4]!];
const hosts = new Set([`localhost:${web}`, `${HOST}:${web}`]);
const mailDev = new MailDev({ smtp, ip: HOST, web, webIp: HOST, mailDirectory, maxEmails: MAX_MAILS });
await mailDev.start();
guard((mailDev.getServers()!.api!.server as unknown as { server: Server }).server);
for (const signal of ['SIGTERM', 'SIGINT'] as const)
  process.on(signal, () => void mailDev.stop().finally(() => process.exit(0)));

/** A foreign Host is a rebound name (DNS rebinding); a foreign Origin is another page. */
function isOwn({ headers }: IncomingMessage): boolean {
  const { host = '', origin } = headers;
  return hosts.has(host) && (origin === undefined || hosts.has(origin.replace(/^http:\/\//, '')));
}

function guard(server: Server): void {
  const requests = server.listeners('request') as ((request: IncomingMessage, response: ServerResponse) => void)[];
  server.removeAllListeners('request').on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (isOwn(request)) for (const answer of requests) answer.call(server, request, response);
    else response.writeHead(403, { 'content-type': 'text/plain' }).end('Only pages of this address may read mails.');
  });
  const upgrades = server.listeners('upgrade') as ((request: IncomingMessage, socket: Duplex, head: Buffer) => void)[];
  server.removeAllListeners('upgrade').on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (isOwn(request)) for (const answer of upgrades) answer.call(server, request, socket, head);
    else socket.destroy();
  });
}
