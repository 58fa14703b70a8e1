/** What every Deployment must have around it: updates without a gap, a disruption budget, an autoscaler, and no rights in the cluster. */
import type { Manifest } from './render.ts';

const RIGHTS = /^(Cluster)?Role(Binding)?$/;

export function workloadPolicy(manifests: readonly Manifest[]): string[] {
  const deployments = manifests.filter(({ kind }) => kind === 'Deployment');
  return [
    ...deployments.flatMap((deployment) => deploymentProblems(deployment, manifests)),
    ...manifests
      .filter(({ kind }) => RIGHTS.test(kind))
      .map(({ kind, metadata }) => `${kind} ${metadata.name} gives rights`),
    ...manifests
      .filter(({ kind }) => kind === 'Secret')
      .map(({ metadata }) => `Secret ${metadata.name} is in the chart`),
    ...manifests.flatMap(hookProblems),
  ];
}

function deploymentProblems({ metadata: { name }, spec = {} }: Manifest, manifests: readonly Manifest[]): string[] {
  const { rollingUpdate } = (spec['strategy'] ?? {}) as { rollingUpdate?: { maxUnavailable?: unknown } };
  const { spec: pod } = spec['template'] as { spec: { topologySpreadConstraints?: { topologyKey: string }[] } };
  const spread = (pod.topologySpreadConstraints ?? []).map(({ topologyKey }) => topologyKey);
  const scalers = manifests.filter(
    ({ kind, spec: { scaleTargetRef } = {} }) =>
      /^(HorizontalPodAutoscaler|ScaledObject)$/.test(kind) && (scaleTargetRef as { name?: string })?.name === name,
  );
  const budget = manifests.find(({ kind, metadata }) => kind === 'PodDisruptionBudget' && metadata.name === name);
  const problems = [
    rollingUpdate?.maxUnavailable === 0 ? '' : 'is not there during an update',
    scalers.length === 1 ? '' : `has ${scalers.length} autoscalers`,
    spec['replicas'] === undefined ? '' : 'sets the number that its autoscaler sets',
    budget ? '' : 'has no disruption budget',
    spread.includes('topology.kubernetes.io/zone') && spread.includes('kubernetes.io/hostname')
      ? ''
      : 'is not spread over zones and nodes',
  ];
  return problems.filter(Boolean).map((problem) => `Deployment ${name} ${problem}`);
}

/** A migration runs before what needs it, each time. */
function hookProblems({ kind, metadata }: Manifest): string[] {
  if (kind !== 'Job') return [];
  const annotations = (metadata['annotations'] ?? {}) as Readonly<Record<string, string>>;
  return annotations['helm.sh/hook'] === 'pre-install,pre-upgrade' ? [] : [`Job ${metadata.name} is no hook`];
}
