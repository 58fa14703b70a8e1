/** Faults of pods, and of what must be around them. */
import { envoy, type Fault, fault, inUsers, main, pod } from './fault.ts';

export const podFaults: readonly Fault[] = [
  inUsers('the tag latest', [...main, 'image'], 'melo/service:latest', /users has no fixed image/),
  inUsers('an image without a digest', [...main, 'image'], 'melo/service:1.0', /users is not pinned by digest/),
  inUsers('no startup probe', [...main, 'startupProbe'], undefined, /users has no startupProbe/),
  inUsers('no readiness probe', [...main, 'readinessProbe'], undefined, /users has no readinessProbe/),
  inUsers('no liveness probe of Envoy', [...envoy, 'livenessProbe'], undefined, /envoy has no livenessProbe/),
  inUsers('no memory limit', [...main, 'resources', 'limits', 'memory'], undefined, /users has no memory limit/),
  inUsers('no CPU limit', [...envoy, 'resources', 'limits', 'cpu'], undefined, /envoy has no CPU limit/),
  inUsers('no requests', [...main, 'resources', 'requests'], undefined, /users requests no resources/),
  inUsers('root', [...pod, 'securityContext', 'runAsUser'], 0, /users runs as root/),
  inUsers(
    'a pod that may run as root',
    [...pod, 'securityContext', 'runAsNonRoot'],
    undefined,
    /users may run as root/,
  ),
  inUsers('no seccomp profile', [...pod, 'securityContext', 'seccompProfile'], undefined, /no seccomp profile/),
  inUsers('privileges', [...main, 'securityContext', 'allowPrivilegeEscalation'], true, /users may gain privileges/),
  inUsers('a privileged container', [...main, 'securityContext', 'privileged'], true, /users is privileged/),
  inUsers('capabilities', [...main, 'securityContext', 'capabilities', 'add'], ['NET_ADMIN'], /keeps capabilities/),
  inUsers(
    'a root folder that can be written',
    [...main, 'securityContext', 'readOnlyRootFilesystem'],
    false,
    /can write/,
  ),
  inUsers('the network of the node', [...pod, 'hostNetwork'], true, /shares namespaces of its node/),
  inUsers(
    'a folder of the node',
    [...pod, 'volumes', 0],
    { name: 'envoy', hostPath: { path: '/' } },
    /restricted pod may not/,
  ),
  inUsers('a token of the cluster', [...pod, 'automountServiceAccountToken'], true, /a token for the API/),
  inUsers(
    'a password in plain text',
    [...main, 'env', 0],
    { name: 'MELO_KAFKA_PASSWORD', value: 'x' },
    /the secret MELO_KAFKA_PASSWORD/,
  ),
  inUsers('no sleep before it stops', [...main, 'lifecycle'], undefined, /users stops at once/),
  inUsers('an unknown key', [...main, 'imagePolicy'], 'Always', /must NOT have additional properties imagePolicy/),
  inUsers('a number where text must be', [...main, 'env', 0, 'value'], 5, /value must be string/),
];

export const workloadFaults: readonly Fault[] = [
  inUsers(
    'an update with a gap',
    ['spec', 'strategy', 'rollingUpdate', 'maxUnavailable'],
    1,
    /is not there during an update/,
  ),
  inUsers('a fixed number of instances', ['spec', 'replicas'], 3, /sets the number that its autoscaler sets/),
  inUsers('no spread', [...pod, 'topologySpreadConstraints'], undefined, /is not spread over zones and nodes/),
  fault('no disruption budget', 'PodDisruptionBudget', 'users', {
    at: ['kind'],
    given: 'ConfigMap',
    says: /users has no disruption budget/,
  }),
  fault('an autoscaler of another', 'HorizontalPodAutoscaler', 'mesh', {
    at: ['spec', 'scaleTargetRef', 'name'],
    given: 'users',
    says: /mesh has 0 autoscalers/,
  }),
  fault('rights in the cluster', 'ServiceAccount', 'users', {
    at: ['kind'],
    given: 'ClusterRoleBinding',
    says: /ClusterRoleBinding users gives rights/,
  }),
  fault('a Secret in the chart', 'ConfigMap', 'users-envoy', {
    at: ['kind'],
    given: 'Secret',
    says: /Secret users-envoy is in the chart/,
  }),
  fault('a migration that is no hook', 'Job', 'users-migrate', {
    at: ['metadata', 'annotations'],
    given: {},
    says: /users-migrate is no hook/,
  }),
];
