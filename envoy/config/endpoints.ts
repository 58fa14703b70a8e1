/** Where a process listens, in a file that its sidecar watches: a successor is switched to without a restart of Envoy. */
import { readFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Json, typed } from './json.ts';

/** Folder of the rendered files. */
type Files = { readonly envoy: string };

export const endpointsFile = (name: string, { envoy }: Files): string => join(envoy, `${name}.endpoints.json`);

/** The socket that the sidecar of `name` sends calls to now. */
export function pointedTo(name: string, at: Files): string {
  const found = /"path": "([^"]+)"/.exec(readFileSync(endpointsFile(name, at), 'utf8'));
  if (!found) throw new Error(`${endpointsFile(name, at)} names no socket`);
  return found[1]!;
}

/** The content of that file. */
export const assignment = (cluster: string, socket: string): Json => ({
  resources: [
    typed('envoy.config.endpoint.v3.ClusterLoadAssignment', {
      cluster_name: cluster,
      endpoints: [{ lb_endpoints: [{ endpoint: { address: { pipe: { path: socket } } } }] }],
    }),
  ],
});

/** Points the sidecar of `name` to a socket; Envoy takes it up in a moment, and lets calls on the old one finish. */
export async function pointTo(name: string, cluster: string, socket: string, at: Files): Promise<void> {
  const content = assignment(cluster, socket);
  const file = endpointsFile(name, at);
  // Envoy looks again when a file is moved into its place.
  const draft = `${file}.draft-${process.pid}`;
  await writeFile(draft, `${JSON.stringify(content, undefined, 2)}\n`);
  await rename(draft, file);
}
