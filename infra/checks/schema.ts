/** Validates documents by JSON schemas of files. */
import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { ErrorObject, ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';

const MAX_SHOWN = 20;

/** Returns a function that lists what in a document contradicts the schema of `file`, each with its place. */
export function schemaCheck(file: string): (document: unknown) => string[] {
  const validate = compiled(file);
  return (document) =>
    validate(document) ? [] : [...new Set((validate.errors ?? []).map(inWords))].slice(0, MAX_SHOWN);
}

function compiled(file: string): ValidateFunction {
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false, logger: false });
  const added = new Set<string>();
  /** Adds a schema by the name that others have for it: that of its file, with or without a path. */
  const add = (name: string) => {
    if (added.has(name)) return;
    added.add(name);
    const text = readFileSync(join(dirname(file), basename(name)), 'utf8');
    // The drafts of these schemas differ in nothing that they use.
    const { $schema, $id, ...schema } = JSON.parse(text) as Record<string, unknown>;
    for (const [, other] of text.matchAll(/"\$ref":\s*"([\w./-]+\.json)/g)) add(other!);
    ajv.addSchema(schema, name);
  };
  add(basename(file));
  return ajv.getSchema(basename(file))!;
}

const inWords = ({ instancePath, message, params }: ErrorObject): string =>
  `${instancePath || '/'} ${message} ${params['additionalProperty'] ?? params['unevaluatedProperty'] ?? ''}`.trim();
