/** Whether everything that the compose file names is in it, and whether its containers can start one after the other. */
import type { Compose, Service } from './policy.ts';

type Dependencies = Readonly<Record<string, { readonly condition: string }>>;
type Mount = { readonly type: string; readonly source?: string };

export function composeReferences(
  compose: Compose & { readonly volumes?: Readonly<Record<string, unknown>> },
): string[] {
  const { services, networks = {}, volumes = {} } = compose;
  return [
    ...Object.entries(services).flatMap(([name, service]) => [
      ...list(service['networks'])
        .filter((network) => !(network in networks))
        .map((network) => `${name} is in the network ${network}, which is not there`),
      ...((service['volumes'] ?? []) as Mount[])
        .filter(({ type, source }) => type === 'volume' && !(source! in volumes))
        .map(({ source }) => `${name} mounts ${source}, which is not there`),
      ...dependenciesOf(service).flatMap(([needed, { condition }]) => needProblems(name, needed, condition, services)),
    ]),
    ...cycles(services),
  ];
}

function needProblems(name: string, needed: string, condition: string, services: Compose['services']): string[] {
  const target = services[needed];
  if (!target) return [`${name} needs ${needed}, which is not there`];
  const ends = target['restart'] === undefined;
  if (condition === 'service_completed_successfully') return ends ? [] : [`${name} waits for ${needed} to end`];
  return ends ? [`${name} waits for ${needed}, which ends`] : [];
}

/** Containers that wait for each other never start. */
function cycles(services: Compose['services']): string[] {
  const done = new Set<string>();
  const visit = (name: string, path: readonly string[]): string[] => {
    if (path.includes(name)) return [`${[...path, name].join(' waits for ')}`];
    if (done.has(name) || !services[name]) return [];
    const found = dependenciesOf(services[name]).flatMap(([needed]) => visit(needed, [...path, name]));
    done.add(name);
    return found;
  };
  return Object.keys(services).flatMap((name) => visit(name, []));
}

const dependenciesOf = (service: Service) => Object.entries((service['depends_on'] ?? {}) as Dependencies);
const list = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);
