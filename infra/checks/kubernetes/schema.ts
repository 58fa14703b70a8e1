/** Kubernetes' own resources follow their schemas; unknown keys are errors. Resources of operators have none here. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { schemaCheck } from '../schema.ts';
import { kubernetesSchemas } from '../tools.ts';
import type { Manifest } from './render.ts';

/** Groups of cert-manager, KEDA and Strimzi. */
const OPERATORS = new Set(['cert-manager.io', 'keda.sh', 'kafka.strimzi.io']);

const checks = new Map<string, (document: unknown) => string[]>();

export const manifestSchema = (manifest: Manifest): string[] => {
  const { apiVersion, kind, metadata } = manifest;
  const [group, version = group] = apiVersion.split('/');
  if (OPERATORS.has(group!)) return [];
  const short = apiVersion.includes('/') ? `${group!.split('.')[0]}-` : '';
  const file = join(kubernetesSchemas, `${kind.toLowerCase()}-${short}${version}.json`);
  if (!existsSync(file)) return [`${kind} ${metadata.name}: there is no ${apiVersion} ${kind}`];
  const check = checks.get(file) ?? schemaCheck(file);
  checks.set(file, check);
  return check(manifest).map((problem) => `${kind} ${metadata.name}: ${problem}`);
};
