/** What a changed source file requires of a running stack. */
import { gateway, services } from '../../topology.ts';

export type Effects = {
  /** Generated code must be written first. */
  readonly generates: boolean;
  /** Processes to restart, in the order of the topology. */
  readonly restarts: readonly string[];
};

/** Folders and files that are watched. Vite watches web/ itself, and gen/ follows from proto/. */
export const WATCHED: readonly string[] = ['services', 'mesh', 'proto', 'infra/topology.ts'];

/** Files that no running process reads. */
const IGNORED =
  /\.(test|fixture)\.ts$|(^|\/)testing\/|\.md$|(^|\/)\.|^mesh\/schema\.graphql$|^proto\/baseline\.binpb$|~$/;

const SERVICES: readonly string[] = services.map(({ name }) => name);
const ALL: readonly string[] = [...SERVICES, gateway.name];

/** `files` are paths from the checkout. */
export function effectsOf(files: readonly string[]): Effects {
  const relevant = files.filter((file) => !IGNORED.test(file));
  const affected = new Set(relevant.flatMap(processesOf));
  return {
    generates: relevant.some((file) => file.startsWith('proto/')),
    restarts: ALL.filter((name) => affected.has(name)),
  };
}

function processesOf(file: string): readonly string[] {
  const [folder, service = ''] = file.split('/');
  if (folder === 'proto' || file === 'infra/topology.ts') return ALL;
  if (folder === gateway.name) return [gateway.name];
  if (folder !== 'services') return [];
  // The gateway uses the kit, too.
  if (service === 'kit') return ALL;
  return SERVICES.filter((name) => name === service);
}
