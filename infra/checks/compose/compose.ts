/** All that is checked of a compose file. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { schemaCheck } from '../schema.ts';
import { composeSchema } from '../tools.ts';
import { type Compose, composePolicy } from './policy.ts';
import { composeReferences } from './references.ts';
import { composeTopology } from './topology.ts';

export const COMPOSE_FILE = join(import.meta.dirname, '../../compose/compose.yaml');

export const readCompose = (file = COMPOSE_FILE): Compose => parse(readFileSync(file, 'utf8')) as Compose;

export const composeProblems = (compose: Compose): string[] => [
  ...schemaCheck(composeSchema)(compose),
  ...composePolicy(compose),
  ...composeTopology(compose),
  ...composeReferences(compose),
];
