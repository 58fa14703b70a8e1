/** Renders a chart with one of its values files, as `helm install` would. */
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { run } from '../../local/supervisor/run.ts';
import { toolProblems } from '../tool-problems.ts';
import { helm } from '../tools.ts';

export type Manifest = {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string } & Readonly<Record<string, unknown>>;
  readonly spec?: Readonly<Record<string, unknown>>;
} & Readonly<Record<string, unknown>>;

/** Helm that is built from its module does not know a present version. */
const KUBERNETES = '1.34.0';
const CHARTS = join(import.meta.dirname, '../../kubernetes');

export type Rendering = { readonly chart: string; readonly values: string };

/** Every values file of every chart; the defaults of the chart `melo` are incomplete on purpose. */
export const renderings: readonly Rendering[] = globSync('*/values*.yaml', { cwd: CHARTS })
  .sort()
  .map((file) => file.split('/'))
  .map(([chart, values]) => ({ chart: chart!, values: values! }))
  .filter(({ chart, values }) => chart !== 'melo' || values !== 'values.yaml');

const argumentsOf = ({ chart, values }: Rendering) => [join(CHARTS, chart), '--values', join(CHARTS, chart, values)];

/** `set` overrides single values, as `--set` does. */
export async function render(rendering: Rendering, set: readonly string[] = []): Promise<Manifest[]> {
  const [folder, ...options] = argumentsOf(rendering);
  const printed = await run(helm, [
    ...['template', 'melo', folder!, '--namespace', 'melo', '--kube-version', KUBERNETES],
    ...options,
    ...set.flatMap((value) => ['--set', value]),
  ]);
  return parseAllDocuments(printed).flatMap((document) => (document.contents ? [document.toJS() as Manifest] : []));
}

export const lint = (rendering: Rendering): Promise<string[]> =>
  toolProblems(helm, ['lint', '--strict', '--kube-version', KUBERNETES, ...argumentsOf(rendering)]);
