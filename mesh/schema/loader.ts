/** Mesh's loader: composes the supergraph of one subgraph, "melo", from an image of the contracts. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createFileRegistry, type FileRegistry, fromBinary } from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { getComments } from '@bufbuild/protoplugin';
import { getComposedSchemaFromConfig, type MeshComposeCLIConfig } from '@graphql-mesh/compose-cli';
import { parse, print } from 'graphql';
import { type Contracts, contractsOfImage } from './contracts.ts';
import { graphOf } from './schema.ts';

const checkout = join(import.meta.dirname, '../..');
const MAX_IMAGE_BYTES = 16 * 1024 * 1024;

/** The contracts with their comments, by `buf build`. */
export const contractsOfSources = async (): Promise<Contracts> => contractsOfImage(await imageOfSources(), commentOf);

/** The contracts as `buf build` reads them: with their comments, which generated code has not. */
export async function imageOfSources(): Promise<FileRegistry> {
  const buf = join(checkout, 'node_modules/.bin/buf');
  const { stdout } = await promisify(execFile)(buf, ['build', '-o', '-#format=binpb'], {
    cwd: checkout,
    encoding: 'buffer',
    maxBuffer: MAX_IMAGE_BYTES,
  });
  return createFileRegistry(fromBinary(FileDescriptorSetSchema, stdout));
}

/** The comment of a message, field, method or another part of an image. */
export function commentOf(desc: Parameters<typeof getComments>[0]): string | undefined {
  const { leading, trailing } = getComments(desc);
  return (
    (leading ?? trailing)
      ?.trim()
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean)
      .join('\n') || undefined
  );
}

/** A logger for the composer, which logs only what it also throws. */
const log: object = { ...console, child: () => log };

/** The supergraph as SDL. */
export async function compose(contracts: Contracts): Promise<string> {
  const schema = graphOf(contracts);
  const config: MeshComposeCLIConfig = { subgraphs: [{ sourceHandler: () => ({ name: 'melo', schema$: schema }) }] };
  return `${print(parse(await getComposedSchemaFromConfig(config, log as never)))}\n`;
}
