/** Writes the configuration of every Envoy of a checkout under `<home>/envoy`. */
import { existsSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import { contracts } from '#infra/contracts.ts';
import type { Addresses } from '#infra/local/addresses.ts';
import { EDGE, processes } from '#infra/topology.ts';
import { configOf } from './binary.ts';
import { edge, type Surroundings } from './config/edge.ts';
import { endpointsFile, pointTo } from './config/endpoints.ts';
import type { Json } from './config/json.ts';
import { readSettings } from './config/settings.ts';
import { SELF, sidecar } from './config/sidecar.ts';
import { secret, secretFile } from './config/tls.ts';
import { PUBLIC } from './pki/pki.ts';
import type { Placement } from './placement.ts';

/** Name of the process whose proxy it is (or `edge`), and the file of its configuration. */
export type Rendered = { readonly name: string; readonly config: string };

/** The configuration of every Envoy of a target: the edge first, then a sidecar per process of the topology. */
export async function envoyConfigs(
  at: Placement,
  surroundings: Surroundings,
): Promise<(readonly [name: string, config: Json])[]> {
  const methods = await contracts();
  return [
    [EDGE, edge(at, methods, surroundings)],
    ...processes.map((each) => [each.name, sidecar(at, methods, each, surroundings.collector)] as const),
  ];
}

/** Writes those of this checkout. Running Envoys keep their configuration until successors take over. */
export async function renderEnvoy(at: Addresses, env: NodeJS.ProcessEnv = process.env): Promise<Rendered[]> {
  const endpoint = env.OTEL_EXPORTER_OTLP_ENDPOINT;
  const collector = endpoint ? new URL(endpoint) : undefined;
  const all = await envoyConfigs(at, { collector, addresses: loopback(), settings: readSettings(env) });
  // Envoy opens sockets in the run folder, and others must not.
  await mkdir(at.run, { recursive: true, mode: 0o700 });
  await mkdir(at.envoy, { recursive: true });
  await write(secretFile(PUBLIC, at), secret(PUBLIC, at));
  return Promise.all(
    all.map(async ([name, content]) => {
      await write(secretFile(name, at), secret(name, at));
      // Of a stack that runs, the process that is pointed to may be a successor.
      if (name !== EDGE && !existsSync(endpointsFile(name, at)))
        await pointTo(name, SELF, at.sockets.service(name), at);
      const config = configOf(name, at);
      await write(config, content);
      return { name, config };
    }),
  );
}

/** `::1` too where the machine has it: browsers may take `localhost` for it. */
function loopback(): string[] {
  const has6 = Object.values(networkInterfaces()).some((each) => each?.some(({ address }) => address === '::1'));
  return has6 ? ['127.0.0.1', '::1'] : ['127.0.0.1'];
}

async function write(file: string, content: Json): Promise<void> {
  const draft = `${file}.draft-${process.pid}`;
  await writeFile(draft, `${JSON.stringify(content, undefined, 2)}\n`);
  await rename(draft, file);
}
