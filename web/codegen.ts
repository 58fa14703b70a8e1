/** Generates types for the GraphQL documents of web/src/api/graphql from mesh/schema.graphql. Run it after changing either. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { codegen } from '@graphql-codegen/core';
import * as operations from '@graphql-codegen/typescript-operations';
import {
  buildASTSchema,
  type DocumentNode,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
  stripIgnoredCharacters,
} from 'graphql';

const folder = join(import.meta.dirname, 'src/api/graphql');
const output = join(folder, 'generated/documents.ts');

const schema = buildASTSchema(parse(await readFile(join(import.meta.dirname, '../mesh/schema.graphql'), 'utf8')));
const files = (await readdir(folder)).filter((name) => name.endsWith('.graphql')).sort();
const documents = await Promise.all(
  files.map(async (location) => ({ location, document: parse(await readFile(join(folder, location), 'utf8')) })),
);

const text = await codegen({
  filename: output,
  schema: parse(await readFile(join(import.meta.dirname, '../mesh/schema.graphql'), 'utf8')),
  schemaAst: schema,
  documents,
  config: {
    useTypeImports: true,
    immutableTypes: true,
    skipTypename: true,
    enumType: 'string-literal',
    avoidOptionals: false,
    scalars: { ID: 'string', BigInt: 'string', DateTime: 'string' },
  },
  plugins: [{ operations: {} }, { texts: {} }],
  pluginMap: {
    operations,
    texts: { plugin: () => documents.map(({ document }) => textOf(document)).join('\n') },
  },
});

await writeFile(
  output,
  `// Made by web/codegen.ts from the documents beside this folder. Do not edit.\nimport type { Document } from '../../graphql.ts';\n\n${text}`,
);

/** The document on one line, as it is sent. */
function textOf(document: DocumentNode): string {
  const operation = document.definitions.find(
    (definition): definition is OperationDefinitionNode => definition.kind === Kind.OPERATION_DEFINITION,
  );
  const name = operation?.name?.value;
  if (!name) throw new Error('Every document holds one named operation.');
  const type = `${name}Query`;
  const line = JSON.stringify(stripIgnoredCharacters(print(document)));
  return `export const ${name[0]!.toLowerCase()}${name.slice(1)}Document: Document<${type}, ${type}Variables> = { name: '${name}', text: ${line} };\n`;
}
