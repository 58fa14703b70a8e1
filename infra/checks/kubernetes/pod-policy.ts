/** What every pod must be: restricted as Pod Security defines it, pinned, limited, probed, without a secret in plain text. */
import { secretIn } from '../compose/policy.ts';
import { type Container, envOf, type Pod, servingContainers } from './pods.ts';

const VOLUMES = new Set(['configMap', 'emptyDir', 'projected', 'secret', 'persistentVolumeClaim']);
const PROBES = ['startupProbe', 'readinessProbe', 'livenessProbe'] as const;

type PodRule = (pod: Pod) => string | undefined | false;
type ContainerRule = (container: Container, pod: Pod) => string | undefined | false;

const podRules: readonly PodRule[] = [
  ({ spec }) => ['hostNetwork', 'hostPID', 'hostIPC'].some((key) => spec[key]) && 'shares namespaces of its node',
  ({ spec }) => spec.securityContext?.['runAsNonRoot'] !== true && 'may run as root',
  ({ spec }) => !(Number(spec.securityContext?.['runAsUser']) > 0) && 'runs as root',
  ({ spec }) =>
    (spec.securityContext?.['seccompProfile'] as { type?: string } | undefined)?.type !== 'RuntimeDefault' &&
    'has no seccomp profile',
  ({ spec }) => spec['automountServiceAccountToken'] !== false && 'has a token for the API of Kubernetes',
  ({ spec }) =>
    (spec.volumes ?? []).some((volume) => Object.keys(volume).some((key) => key !== 'name' && !VOLUMES.has(key))) &&
    'mounts what a restricted pod may not',
];

const containerRules: readonly ContainerRule[] = [
  ({ image }) => /(^[^:@]+$|:latest\b)/.test(image) && 'has no fixed image',
  ({ image }) => !/@sha256:[0-9a-f]{64}$/.test(image) && 'is not pinned by digest',
  ({ securityContext }) => securityContext?.['allowPrivilegeEscalation'] !== false && 'may gain privileges',
  ({ securityContext }) => securityContext?.['privileged'] === true && 'is privileged',
  ({ securityContext }) => securityContext?.['runAsUser'] === 0 && 'runs as root',
  ({ securityContext }) => {
    const { drop = [], add = [] } = (securityContext?.['capabilities'] ?? {}) as { drop?: string[]; add?: string[] };
    return (!drop.includes('ALL') || add.length > 0) && 'keeps capabilities';
  },
  ({ securityContext }, pod) =>
    isOwn(pod) && securityContext?.['readOnlyRootFilesystem'] !== true && 'can write to its root folder',
  ({ resources }) => !resources?.limits?.['memory'] && 'has no memory limit',
  ({ resources }) => !resources?.limits?.['cpu'] && 'has no CPU limit',
  ({ resources }) => !(resources?.requests?.['memory'] && resources.requests['cpu']) && 'requests no resources',
  (container, pod) =>
    pod.kind !== 'Job' &&
    PROBES.filter((probe) => !container[probe])
      .map((probe) => `has no ${probe}`)
      .join(', '),
  (container) => secretIn(envOf(container)),
  (container, pod) =>
    pod.kind === 'Deployment' && isMain(container, pod) && !sleepsBeforeStop(container) && 'stops at once',
];

export const podPolicy = (pod: Pod): string[] => {
  const of = `${pod.kind} ${pod.name}`;
  const all = pod.kind === 'Job' ? pod.spec.containers : servingContainers(pod);
  return [
    ...podRules.flatMap((rule) => rule(pod) || []).map((problem) => `${of} ${problem}`),
    ...all.flatMap((container) =>
      containerRules
        .flatMap((rule) => rule(container, pod) || [])
        .map((problem) => `${of}: ${container.name} ${problem}`),
    ),
  ];
};

const isOwn = ({ labels }: Pod): boolean => labels['app.kubernetes.io/part-of'] === 'melo';
const isMain = (container: Container, { spec }: Pod): boolean => spec.containers.includes(container);

/** Calls go on to arrive until all others know that it leaves. */
const sleepsBeforeStop = (container: Container): boolean =>
  Number(
    (container['lifecycle'] as { preStop?: { sleep?: { seconds: number } } } | undefined)?.preStop?.sleep?.seconds,
  ) > 0;
