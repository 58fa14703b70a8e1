/** gRPC server reflection: lists the services of the contracts and returns their descriptors, for grpcurl and similar tools. */
import { glob } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createRegistry, type DescFile, type MessageInitShape, type Registry, toBinary } from '@bufbuild/protobuf';
import { FileDescriptorProtoSchema } from '@bufbuild/protobuf/wkt';
import { Code, ConnectError } from '@connectrpc/connect';
import {
  ServerReflection,
  type ServerReflectionRequest,
  type ServerReflectionResponseSchema,
} from '#gen/grpc/reflection/v1/reflection_pb.ts';
import type { Routes } from './routes.ts';

/** Requests in one stream; a client that reads every contract sends a few for each file. */
const MAX_QUESTIONS = 1000;

const { serverReflectionInfo } = ServerReflection.method;
/** The older name with the same messages. Python's client and others know only this one. */
const alpha = { ...ServerReflection, typeName: 'grpc.reflection.v1alpha.ServerReflection' };

/** The services that answer reflection. */
export const isReflection = (service: string): boolean =>
  service === ServerReflection.typeName || service === alpha.typeName;

/** All contracts of gen/, whichever process serves them, read at the first request. access.ts decides who may call it. */
export const reflectionRoutes: Routes = (router) => {
  router.rpc(serverReflectionInfo, answers);
  router.rpc({ ...serverReflectionInfo, parent: alpha }, answers);
};

type Answer = NonNullable<MessageInitShape<typeof ServerReflectionResponseSchema>['messageResponse']>;

async function* answers(requests: AsyncIterable<ServerReflectionRequest>) {
  const known = await contracts();
  const sent = new Set<DescFile>();
  let questions = 0;
  for await (const request of requests) {
    if (++questions > MAX_QUESTIONS)
      throw new ConnectError('Too many questions in one stream.', Code.ResourceExhausted);
    yield { validHost: request.host, originalRequest: request, messageResponse: answerOf(request, known, sent) };
  }
}

/** `sent` collects the files that this stream has already sent. */
function answerOf(
  { messageRequest: { case: question, value } }: ServerReflectionRequest,
  { files, registry }: Contracts,
  sent: Set<DescFile>,
): Answer {
  switch (question) {
    case 'listServices':
      return { case: 'listServicesResponse', value: { service: servicesOf(registry).map((name) => ({ name })) } };
    case 'fileByFilename':
      return filesFrom(files.get(value), sent);
    case 'fileContainingSymbol':
      return filesFrom(fileOf(registry, value), sent);
    case 'fileContainingExtension': {
      const extensions = extensionsOf(registry, value.containingType);
      return filesFrom(extensions.find(({ number }) => number === value.extensionNumber)?.file, sent);
    }
    case 'allExtensionNumbersOfType': {
      if (registry.get(value)?.kind !== 'message') return nothing;
      const extensionNumber = extensionsOf(registry, value).map(({ number }) => number);
      return { case: 'allExtensionNumbersResponse', value: { baseTypeName: value, extensionNumber } };
    }
    default:
      return {
        case: 'errorResponse',
        value: { errorCode: Code.InvalidArgument, errorMessage: 'The request has no question.' },
      };
  }
}

/** A file with all files that it imports, except those that were sent before. */
function filesFrom(file: DescFile | undefined, sent: Set<DescFile>): Answer {
  if (!file) return nothing;
  const unsent = withImports(file).filter((each) => !sent.has(each));
  // A client that asks for a file again gets that file again.
  const given = unsent.length > 0 ? unsent : [file];
  for (const each of given) sent.add(each);
  const fileDescriptorProto = given.map(({ proto }) => toBinary(FileDescriptorProtoSchema, proto));
  return { case: 'fileDescriptorResponse', value: { fileDescriptorProto } };
}

const nothing: Answer = {
  case: 'errorResponse',
  value: { errorCode: Code.NotFound, errorMessage: 'The contracts hold nothing of this name.' },
};

let read: Promise<Contracts> | undefined;
type Contracts = { readonly files: ReadonlyMap<string, DescFile>; readonly registry: Registry };

/** All files by their path, read once. */
const contracts = (): Promise<Contracts> => {
  read ??= readContracts();
  return read;
};

async function readContracts(): Promise<Contracts> {
  const generated = resolve(import.meta.dirname, '../../../gen');
  const files = new Map<string, DescFile>();
  for await (const path of glob('{melo,google,grpc/reflection}/**/*_pb.ts', { cwd: generated })) {
    const exported: unknown[] = Object.values(await import(pathToFileURL(join(generated, path)).href));
    for (const file of exported.filter(isFile)) for (const each of withImports(file)) files.set(each.proto.name, each);
  }
  return { files, registry: createRegistry(...files.values()) };
}

const isFile = (value: unknown): value is DescFile =>
  typeof value === 'object' && value !== null && (value as { kind?: unknown }).kind === 'file';

/** The file, after all files that it imports directly or indirectly. */
function withImports(file: DescFile, seen: Set<DescFile> = new Set()): DescFile[] {
  if (seen.has(file)) return [];
  seen.add(file);
  return [...file.dependencies.flatMap((each) => withImports(each, seen)), file];
}

const servicesOf = (registry: Registry): string[] =>
  [...registry].flatMap((type) => (type.kind === 'service' ? [type.typeName] : [])).sort();

const extensionsOf = (registry: Registry, typeName: string) =>
  [...registry].flatMap((type) => (type.kind === 'extension' && type.extendee.typeName === typeName ? [type] : []));

/** The file that declares a name. Methods, fields and values are declared in the file of their parent. */
function fileOf(registry: Registry, name: string): DescFile | undefined {
  const symbol = name.replace(/^\./, '');
  return (registry.get(symbol) ?? registry.get(symbol.replace(/\.[^.]*$/, '')))?.file;
}
