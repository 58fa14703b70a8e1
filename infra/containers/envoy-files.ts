/** The files of one Envoy in a container: its configuration, the secret that names its certificates, where its process listens. */
import { basename } from 'node:path';
import { configOf } from '../../envoy/binary.ts';
import type { Surroundings } from '../../envoy/config/edge.ts';
import { assignment, endpointsFile } from '../../envoy/config/endpoints.ts';
import type { Json } from '../../envoy/config/json.ts';
import { SELF } from '../../envoy/config/sidecar.ts';
import { secret, secretFile } from '../../envoy/config/tls.ts';
import { PUBLIC } from '../../envoy/pki/pki.ts';
import { bound, type Placement } from '../../envoy/placement.ts';
import { envoyConfigs } from '../../envoy/render.ts';
import { EDGE } from '../topology.ts';

/** Files by their names in the folder of the Envoy of `name`. */
export type EnvoyFiles = { readonly name: string; readonly files: Readonly<Record<string, Json>> };

export async function envoyFiles(at: Placement, surroundings: Omit<Surroundings, 'addresses'>): Promise<EnvoyFiles[]> {
  const configs = await envoyConfigs(at, { ...surroundings, addresses: [bound(at)] });
  return configs.map(([name, config]) => ({
    name,
    files: {
      [basename(configOf(name, at))]: config,
      [basename(secretFile(name, at))]: secret(name, at),
      ...(name === EDGE
        ? { [basename(secretFile(PUBLIC, at))]: secret(PUBLIC, at) }
        : { [basename(endpointsFile(name, at))]: assignment(SELF, at.sockets.service(name)) }),
    },
  }));
}
