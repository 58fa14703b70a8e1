/** Mesh's loader: composes the supergraph of one subgraph, "melo", from an image of the contracts. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createFileRegistry, fromBinary } from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { getComments } from '@bufbuild/protoplugin';
import { getComposedSchemaFromConfig, type MeshComposeCLIConfig } from '@graphql-mesh/compose-cli';
import {
  DirectiveLocation,
  GraphQLDirective,
  GraphQLNonNull,
  GraphQLSchema,
  GraphQLString,
  parse,
  print,
} from 'graphql';
import { type Contracts, contractsOfImage } from './contracts.ts';
import { graphOf } from './schema.ts';

const checkout = join(import.meta.dirname, '..');
const MAX_IMAGE_BYTES = 16 * 1024 * 1024;

/** The contracts with their comments, by `buf build`. */
export async function contractsOfSources(): Promise<Contracts> {
  const buf = join(checkout, 'node_modules/.bin/buf');
  const { stdout } = await promisify(execFile)(buf, ['build', '-o', '-#format=binpb'], {
    cwd: checkout,
    encoding: 'buffer',
    maxBuffer: MAX_IMAGE_BYTES,
  });
  const image = createFileRegistry(fromBinary(FileDescriptorSetSchema, stdout));
  return contractsOfImage(image, (desc) => {
    const { leading, trailing } = getComments(desc);
    return (
      (leading ?? trailing)
        ?.trim()
        .split('\n')
        .map((line) => line.trim())
        .filter(Boolean)
        .join('\n') || undefined
    );
  });
}

const transport = new GraphQLDirective({
  name: 'transport',
  locations: [DirectiveLocation.SCHEMA],
  args: {
    subgraph: { type: new GraphQLNonNull(GraphQLString) },
    kind: { type: new GraphQLNonNull(GraphQLString) },
    location: { type: GraphQLString },
  },
});

/** The composer only tells its logger what it then throws or exits for. */
const log: object = { ...console, child: () => log };

/** The supergraph as SDL. */
export async function compose(contracts: Contracts): Promise<string> {
  const graph = graphOf(contracts).toConfig();
  const schema = new GraphQLSchema({
    ...graph,
    directives: [...graph.directives, transport],
    extensions: { directives: { transport: [{ subgraph: 'melo', kind: 'connect' }] } },
  });
  const config: MeshComposeCLIConfig = { subgraphs: [{ sourceHandler: () => ({ name: 'melo', schema$: schema }) }] };
  return `${print(parse(await getComposedSchemaFromConfig(config, log as never)))}\n`;
}
