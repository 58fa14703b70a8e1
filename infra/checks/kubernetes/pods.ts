/** The pods of a rendering, with what made them. */
import type { Manifest } from './render.ts';

export type Container = Readonly<Record<string, unknown>> & {
  readonly name: string;
  readonly image: string;
  readonly args?: readonly string[];
  readonly env?: readonly { readonly name: string; readonly value?: string }[];
  readonly restartPolicy?: string;
  readonly securityContext?: Readonly<Record<string, unknown>>;
  readonly resources?: {
    readonly limits?: Readonly<Record<string, string>>;
    readonly requests?: Readonly<Record<string, string>>;
  };
};

export type PodSpec = Readonly<Record<string, unknown>> & {
  readonly containers: readonly Container[];
  readonly initContainers?: readonly Container[];
  readonly volumes?: readonly Readonly<Record<string, unknown>>[];
  readonly serviceAccountName?: string;
  readonly securityContext?: Readonly<Record<string, unknown>>;
};

export type Pod = {
  readonly manifest: Manifest;
  readonly kind: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly spec: PodSpec;
};

type Template = { readonly metadata?: { readonly labels?: Readonly<Record<string, string>> }; readonly spec: PodSpec };

export const podsOf = (manifests: readonly Manifest[]): Pod[] =>
  manifests.flatMap((manifest) => {
    const template = manifest.spec?.['template'] as Template | undefined;
    if (!template?.spec?.containers) return [];
    const { kind, metadata } = manifest;
    return [{ manifest, kind, name: metadata.name, labels: template.metadata?.labels ?? {}, spec: template.spec }];
  });

/** Containers of a pod; those that end before the others start are not among them. */
export const servingContainers = ({ spec }: Pod): Container[] => [
  ...spec.containers,
  ...(spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always'),
];

export const envOf = ({ env = [] }: Container): Record<string, string> =>
  Object.fromEntries(env.map(({ name, value = '' }) => [name, value]));
