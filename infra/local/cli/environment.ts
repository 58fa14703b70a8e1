/** What tools, tests and users need to attach to the running stack. */
import { join } from 'node:path';
import { services } from '../../topology.ts';
import { type Addresses, demoUser } from '../addresses.ts';
import { INSPECTOR, inspected } from '../dev/inspector.ts';
import type { Mode } from '../stack.ts';

/** Every address, the certificates of a developer and the demo sign-in, for `env`. */
export function environment(at: Addresses) {
  const { postgres, ...urls } = at.urls;
  const own = services.filter(({ stores }) => (stores as readonly string[]).includes('postgres'));
  return {
    ...urls,
    postgres: Object.fromEntries(['postgres', ...own.map(({ name }) => name)].map((name) => [name, postgres(name)])),
    ca: join(at.pki, 'ca.pem'),
    clientCertificate: join(at.pki, 'developer.pem'),
    clientKey: join(at.pki, 'developer.key'),
    demoUser,
    home: at.home,
    logs: at.logs,
    ports: at.ports,
  };
}

/** The lines that are printed when the stack is up. */
export function summary(at: Addresses, mode: Mode): string {
  const lines: [string, string][] =
    mode === 'stores'
      ? [['PostgreSQL', at.urls.postgres('postgres')]]
      : [
          ['Open', mode === 'dev' ? at.urls.vite : at.urls.web],
          ['Sign in', `${demoUser.email} with ${demoUser.password}`],
          ['GraphQL', at.urls.graphql],
        ];
  lines.push(['Mails', at.urls.mail], ['Logs', at.logs]);
  if (mode === 'dev' && inspected()) lines.push(['Debugger', `${inspected()} on ${INSPECTOR}`]);
  return lines.map(([what, where]) => `  ${what.padEnd(12)}${where}`).join('\n');
}
