/** The contracts as the gateway reads them: the services, which methods are in the graph and what the options say. */
import {
  type DescField,
  type DescMethod,
  type DescService,
  type FileRegistry,
  getOption,
  hasOption,
} from '@bufbuild/protobuf';
import { field as fieldRules, Ignore } from '@bufbuild/protovalidate/gen/buf/validate/validate_pb.js';
import { AudienceSchema, rule } from '#gen/melo/access/v1/access_pb.ts';
import { hide, hide_field, keep_response, link } from '#gen/melo/graphql/v1/graphql_pb.ts';
import { services as processes } from '#infra/topology.ts';

type Described =
  | DescMethod
  | DescField
  | DescField['parent']
  | NonNullable<DescField['enum']>
  | NonNullable<DescField['enum']>['values'][number];

export type Contracts = {
  readonly services: readonly DescService[];
  /** Comment of a declaration, one line; undefined where the source is not at hand (generated code keeps none). */
  comment(desc: Described): string | undefined;
};

const serviceNames = processes.flatMap((process) => [...process.services]);

/** From the generated code: all that a running gateway needs. The file of a service is named after it. */
export async function contractsOfCode(): Promise<Contracts> {
  const services = serviceNames.map(async (name) => {
    const [folder, last] = [name.split('.').slice(0, -1).join('/'), name.split('.').at(-1)!];
    const file = last.replace(/(?<!^)[A-Z]/g, '_$&').toLowerCase();
    const module: Record<string, DescService> = await import(`#gen/${folder}/${file}_pb.ts`);
    return found(module[last], name);
  });
  return { services: await Promise.all(services), comment: () => undefined };
}

/** From a `buf build` image, which also has the comments. */
export function contractsOfImage(image: FileRegistry, comment: Contracts['comment']): Contracts {
  return { services: serviceNames.map((name) => found(image.getService(name), name)), comment };
}

/** The method of a full name such as melo.users.v1.UserService/GetMe. */
export function methodOf(contracts: Contracts, fullName: string): DescMethod {
  const [service, name] = fullName.split('/');
  const methods = contracts.services.find((candidate) => candidate.typeName === service)?.methods;
  return found(
    methods?.find((method) => method.name === name),
    fullName,
  );
}

function found<Value>(value: Value | undefined, name: string): Value {
  if (!value) throw new Error(`There is no ${name} in the contracts.`);
  return value;
}

/** Whether the graph has the method: hidden and internal ones are left out. */
export const isShown = (method: DescMethod): boolean => !getOption(method, hide) && !isInternal(method);

export const isInternal = (method: DescMethod): boolean => getOption(method, rule).processes.length > 0;

export const keepsResponse = (method: DescMethod): boolean => getOption(method, keep_response);

/** The least privilege that a caller needs, such as VIEWER. */
export const audienceOf = (method: DescMethod): string =>
  AudienceSchema.value[getOption(method, rule).audience]!.name.replace('AUDIENCE_', '');

export const linkOption = (field: DescField) => (hasOption(field, link) ? getOption(field, link) : undefined);

/** Fields of a message in the graph; field masks are left out, because they are derived from the given fields. */
export const shownFields = (message: { readonly fields: readonly DescField[] }): readonly DescField[] =>
  message.fields.filter((field) => !getOption(field, hide_field) && !isMask(field));

export const isMask = (field: DescField): boolean => field.message?.typeName === 'google.protobuf.FieldMask';

export const isRequired = (field: DescField): boolean => getOption(field, fieldRules).required;

/** A resource of an update is not validated as it stands, because only its masked fields count: in the graph it is a patch. */
export const isPatch = (field: DescField): boolean =>
  field.fieldKind === 'message' &&
  getOption(field, fieldRules).ignore === Ignore.ALWAYS &&
  field.parent.fields.some(isMask);

export const isRequestId = (field: DescField): boolean => field.name === 'request_id';
