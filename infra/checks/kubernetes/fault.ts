/** A fault to seed into a rendering of the chart: where, what instead, and what the checks must say. */

export type Fault = {
  readonly name: string;
  readonly kind: string;
  /** Name of the manifest. */
  readonly of: string;
  /** Keys and numbers from the manifest to what is replaced; undefined in its place removes it. */
  readonly at: readonly (string | number)[];
  readonly given: unknown;
  readonly says: RegExp;
};

export const pod = ['spec', 'template', 'spec'] as const;
export const main = [...pod, 'containers', 0] as const;
export const envoy = [...pod, 'initContainers', 0] as const;
export const fault = (name: string, kind: string, of: string, rest: Pick<Fault, 'at' | 'given' | 'says'>): Fault => ({
  name,
  kind,
  of,
  ...rest,
});
export const inUsers = (name: string, at: Fault['at'], given: unknown, says: RegExp) =>
  fault(name, 'Deployment', 'users', { at, given, says });
export const inPolicy = (name: string, at: Fault['at'], given: unknown, says: RegExp) =>
  fault(name, 'NetworkPolicy', 'users', { at, given, says });
