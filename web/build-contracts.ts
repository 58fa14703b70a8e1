/**
 * The contracts of the built app without what only the server reads: rules of fields, and the shape of the GraphQL schema. Of the
 * options, the access rules of methods stay.
 */
import { fromBinary, type Message, toBinary } from '@bufbuild/protobuf';
import { base64Decode, base64Encode } from '@bufbuild/protobuf/wire';
import { type DescriptorProto, FileDescriptorProtoSchema } from '@bufbuild/protobuf/wkt';
import type { Plugin } from 'vite';

const ACCESS_RULE = 50101;
/** Files that only describe options, and the names of their descriptors in generated code. */
const OPTION_FILES = ['buf/validate/validate.proto', 'melo/graphql/v1/graphql.proto'];
const OPTION_DESCRIPTORS = /(file_buf_validate_validate|file_melo_graphql_v1_graphql)(, )?/g;

export const leanContracts = (): Plugin => ({
  name: 'melo-lean-contracts',
  apply: 'build',
  // The code as it was generated.
  enforce: 'pre',
  transform: {
    filter: { id: /[\\/]gen[\\/]melo[\\/].*_pb\.ts$/ },
    handler(code, id) {
      if (id.includes('graphql_pb')) return;
      const lean = code.replace(
        /fileDesc\("([^"]+)"(, \[[^\]]*\])?\)/,
        (_, encoded: string, dependencies = '') =>
          `fileDesc("${leanFile(encoded)}"${dependencies.replace(OPTION_DESCRIPTORS, '')})`,
      );
      return { code: lean, map: null };
    },
  },
});

function leanFile(encoded: string): string {
  const file = fromBinary(FileDescriptorProtoSchema, base64Decode(encoded));
  file.dependency = file.dependency.filter((name) => !OPTION_FILES.includes(name));
  for (const message of file.messageType) dropOptions(message);
  for (const { options, method } of file.service) for (const one of [{ options }, ...method]) dropRules(one.options);
  return base64Encode(toBinary(FileDescriptorProtoSchema, file), 'std_raw');
}

function dropOptions({ options, field, oneofDecl, nestedType }: DescriptorProto): void {
  for (const one of [{ options }, ...field, ...oneofDecl]) dropRules(one.options);
  for (const nested of nestedType) dropOptions(nested);
}

/** Options of our own are unknown fields of the descriptor. */
function dropRules(options: Message | undefined): void {
  if (options?.$unknown) options.$unknown = options.$unknown.filter(({ no }) => no === ACCESS_RULE);
}
