/** All that is checked of a rendered chart. */
import type { EnvoyFolder } from '../envoy.ts';
import { envoyTopology } from './envoy-topology.ts';
import { networkTopology } from './network-topology.ts';
import { podPolicy } from './pod-policy.ts';
import { podsOf } from './pods.ts';
import { processTopology } from './process-topology.ts';
import type { Manifest, Rendering } from './render.ts';
import { manifestSchema } from './schema.ts';
import { workloadPolicy } from './workload-policy.ts';

export const manifestProblems = async (manifests: readonly Manifest[], { chart }: Rendering): Promise<string[]> => [
  ...manifests.flatMap(manifestSchema),
  ...podsOf(manifests).flatMap(podPolicy),
  ...workloadPolicy(manifests),
  ...(chart === 'melo'
    ? [...processTopology(manifests), ...networkTopology(manifests), ...(await envoyTopology(manifests))]
    : []),
];

/** The folders that Envoys have in a rendering. */
export const envoyFolders = (manifests: readonly Manifest[]): EnvoyFolder[] =>
  manifests.flatMap(({ kind, metadata, ...rest }) =>
    kind === 'ConfigMap' && metadata.name.endsWith('-envoy')
      ? [{ name: metadata.name.replace(/-envoy$/, ''), files: rest['data'] as Record<string, string> }]
      : [],
  );
