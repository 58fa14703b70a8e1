/** A mail server of a test: takes every mail it is asked to, unless told to refuse, and keeps them. */
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';

export type TakenMail = { readonly to: string; readonly source: string };

/** `refusal` answers what to say to a recipient instead of 250, such as "451 later". */
export async function openMailServer(refusal: (to: string) => string | undefined = () => undefined) {
  const mails: TakenMail[] = [];
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket.on('close', () => open.delete(socket)).on('error', () => {}));
    const say = (line: string) => socket.write(`${line}\r\n`);
    let to = '';
    let source: string[] | undefined;
    say('220 test');
    createInterface({ input: socket }).on('line', (line) => {
      if (source) {
        if (line !== '.') return source.push(line);
        mails.push({ to, source: source.join('\n') });
        source = undefined;
        return say('250 taken');
      }
      const command = line.slice(0, 4).toUpperCase();
      if (command === 'RCPT') {
        to = /<([^>]+)>/.exec(line)?.[1] ?? '';
        return say(refusal(to) ?? '250 ok');
      }
      if (command === 'DATA') {
        source = [];
        return say('354 go on');
      }
      if (command === 'QUIT') return socket.end('221 bye\r\n');
      return say('250 ok');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    mails,
    async close() {
      server.close();
      for (const socket of open) socket.destroy();
      await once(server, 'close');
    },
  };
}
