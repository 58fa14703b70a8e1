/**
 * Writes gen/schemas/: the proto files of all events and what they import, without custom options (validation, links,
 * access). The options say nothing about the bytes, and registries and parsers of other languages fail on them.
 * `npm run gen` runs it; services register these files in the schema registry.
 */
import { globSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

const checkout = resolve(import.meta.dirname, '..');
const roots = [join(checkout, 'proto'), join(checkout, 'proto/vendor')];

/** Imports that only define custom options. */
const OPTION_FILES = /^import "(buf\/validate|melo\/access|melo\/graphql)\/[^"]*";\n/gm;

/** Replaces the content of `folder` (default: gen/schemas). */
export async function writeEventSchemas(folder = join(checkout, 'gen/schemas')): Promise<void> {
  const schemas = new Map<string, string>();
  for (const file of globSync('**/*_event.proto', { cwd: roots[0]! })) await collect(file, schemas);
  await rm(folder, { recursive: true, force: true });
  for (const [file, schema] of schemas) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), schema);
  }
}

/** Adds a file and, through its imports, all that it needs except Google's own types, which every registry knows. */
async function collect(file: string, schemas: Map<string, string>): Promise<void> {
  if (schemas.has(file)) return;
  const schema = withoutOptions(await sourceOf(file));
  schemas.set(file, schema);
  for (const name of importsOf(schema)) await collect(name, schemas);
}

/** Files that a schema imports, without google/protobuf. */
const importsOf = (schema: string): string[] =>
  [...schema.matchAll(/^import "([^"]+)";/gm)]
    .map((match) => match[1]!)
    .filter((name) => !name.startsWith('google/protobuf/'));

async function sourceOf(file: string): Promise<string> {
  for (const root of roots) {
    const text = await readFile(join(root, file), 'utf8').catch(() => undefined);
    if (text !== undefined) return text;
  }
  throw new Error(`There is no proto file ${file}.`);
}

/** A proto file without its custom options: bracketed ones behind fields, and `option (…)` statements. */
export function withoutOptions(source: string): string {
  let text = '';
  let depth = 0;
  // Comments and strings are matched as one piece, because both may hold brackets.
  for (const [piece] of source.replace(OPTION_FILES, '').matchAll(/\/\/[^\n]*|"(?:[^"\\]|\\.)*"|[\s\S]/g)) {
    if (piece === '[') depth += 1;
    if (depth === 0) text += piece;
    if (piece === ']') depth -= 1;
  }
  return withoutStatements(text.replace(/ ;/g, ';'));
}

/** Without `option (…)` statements, from the line that begins one to the line that ends it. */
function withoutStatements(text: string): string {
  let inside = false;
  const kept = text.split('\n').filter((line) => {
    const starts = inside || line.trimStart().startsWith('option (');
    inside = starts && !line.includes(';');
    return !starts;
  });
  return kept.join('\n');
}

if (process.argv[1] === import.meta.filename) await writeEventSchemas(process.argv[2]);
