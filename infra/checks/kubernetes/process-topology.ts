/** Whether each process of the topology is in a rendering with its own code, identity, secrets and settings, and nothing else is. */
import { requirements } from '#kit/service/config-checks.ts';
import { EDGE, gateway, type Process, processes, spiffe } from '../../topology.ts';
import { difference } from '../compose/topology.ts';
import { envOf, type Pod, podsOf } from './pods.ts';
import type { Manifest } from './render.ts';

export function processTopology(manifests: readonly Manifest[]): string[] {
  const pods = podsOf(manifests);
  const named = (kind: string) => pods.filter((pod) => pod.kind === kind).map(({ name }) => name);
  const services = processes.filter(({ name }) => name !== gateway.name);
  return [
    ...difference('Deployments:', named('Deployment'), [EDGE, ...processes.map(({ name }) => name)]),
    ...difference(
      'migrations:',
      named('Job'),
      services.map(({ name }) => `${name}-migrate`),
    ),
    ...pods.flatMap((pod) => {
      const process = processes.find(({ name }) => name === pod.labels['melo/process']);
      return process ? podProblems(process, pod).map((problem) => `${pod.name} ${problem}`) : [];
    }),
    ...[EDGE, ...processes.map(({ name }) => name)].flatMap((name) => identityProblems(manifests, name)),
  ];
}

function podProblems(process: Process, pod: Pod): string[] {
  const { name } = process;
  const [main] = pod.spec.containers;
  const entry = name === gateway.name ? `${name}/main.ts` : `services/${name}/main.ts`;
  const env = envOf(main!);
  const account = pod.kind === 'Job' ? `${name}-migrate` : name;
  const secrets = mountedOf(pod);
  const own = name === gateway.name ? [] : [`melo-${name}`];
  return [
    main!.args?.includes(entry) ? '' : `does not run ${entry}`,
    main!.args?.includes('migrate') === (pod.kind === 'Job')
      ? ''
      : 'migrates where it serves, or serves where it migrates',
    env['MELO_PROCESS'] === name ? '' : `calls itself ${env['MELO_PROCESS']}`,
    pod.spec.serviceAccountName === account ? '' : `has the account ${pod.spec.serviceAccountName}`,
    ...difference('mounts the Secrets', secrets, pod.kind === 'Job' ? own : [...own, `${name}-identity`]),
    ...settingProblems(process, env),
    ...(pod.kind === 'Job' ? [] : envoyProblems(name, pod)),
  ].filter(Boolean);
}

function envoyProblems(name: string, { spec }: Pod): string[] {
  const envoy = spec.initContainers?.find((container) => container.name === 'envoy');
  if (!envoy) return ['has no Envoy'];
  return [
    envoy.restartPolicy === 'Always' ? '' : 'has an Envoy that ends before it starts',
    envoy.args?.join() === name ? '' : `has the Envoy of ${envoy.args?.join()}`,
  ];
}

/** Secrets that are mounted, by themselves or projected. */
function mountedOf({ spec }: Pod): string[] {
  type Source = { readonly secret?: { readonly name?: string; readonly secretName?: string } };
  const volumes = (spec.volumes ?? []) as readonly (Source & {
    readonly projected?: { readonly sources: readonly Source[] };
  })[];
  const sources = [...volumes, ...volumes.flatMap(({ projected }) => projected?.sources ?? [])];
  return sources.flatMap(({ secret }) => secret?.secretName ?? secret?.name ?? []);
}

/** Every setting that the process needs is given, by its value or by a file of its Secret. */
function settingProblems(process: Process, env: Readonly<Record<string, string>>): string[] {
  const isProduction = env['MELO_ENV'] === 'production';
  const needed = requirements(process, isProduction, (key) => env[key]);
  return needed.flatMap(({ key, needed: isNeeded, problem }) => {
    const value = env[key];
    if (!value && !env[`${key}_FILE`] && isNeeded) return [`is not given ${key}`];
    const wrong = value ? problem?.(value) : undefined;
    return wrong ? [`is given ${key}, which ${wrong}`] : [];
  });
}

/** The certificate of a process has its identity, and no other. */
function identityProblems(manifests: readonly Manifest[], name: string): string[] {
  const certificate = manifests.find(
    ({ kind, spec }) => kind === 'Certificate' && spec?.['secretName'] === `${name}-identity`,
  );
  if (!certificate) return [`${name} has no certificate`];
  const { uris = [], dnsNames = [] } = certificate.spec as { uris?: string[]; dnsNames?: string[] };
  return difference(`${name}: its certificate is for`, [...uris, ...dnsNames], [spiffe(name)]);
}
