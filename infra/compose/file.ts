/** The compose file as data: every process of the topology, its stores, and the networks that keep them apart. */
import { USER } from '../containers/paths.ts';
import { EDGE, processes } from '../topology.ts';
import { type Container, VOLUME } from './container.ts';
import { own, socketsVolume, WORLD } from './own.ts';
import { stores } from './stores.ts';

export type ComposeFile = {
  readonly name: string;
  readonly services: Readonly<Record<string, Container>>;
  readonly networks: Readonly<Record<string, { readonly internal?: boolean }>>;
  readonly volumes: Readonly<Record<string, unknown>>;
};

/** In memory, for the user of all containers alone. */
const socketFolder = {
  driver: 'local',
  driver_opts: { type: 'tmpfs', device: 'tmpfs', o: `size=1m,mode=0700,uid=${USER},gid=${USER}` },
};

export function composeFile(): ComposeFile {
  const services = { ...stores, ...own };
  const networks = new Set(Object.values(services).flatMap((service) => service.networks ?? []));
  const kept = Object.values(stores).flatMap(({ volumes }) => (volumes ?? []) as { type: string; source: string }[]);
  const named = kept.filter(({ type }) => type === 'volume').map(({ source }) => source);
  return {
    name: 'melo',
    services,
    networks: Object.fromEntries([...networks].map((name) => [name, name === WORLD ? {} : { internal: true }])),
    volumes: {
      ...Object.fromEntries([...new Set([VOLUME, ...named])].map((name) => [name, {}])),
      ...Object.fromEntries(
        [EDGE, ...processes.map(({ name }) => name)].map((name) => [socketsVolume(name), socketFolder]),
      ),
    },
  };
}
