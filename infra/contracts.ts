/** Every method of the contracts with its path and its access rule, read from the generated code. */
import { glob } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type DescService, getOption } from '@bufbuild/protobuf';
import { MethodOptions_IdempotencyLevel } from '@bufbuild/protobuf/wkt';
import { Audience, type Rule, rule } from '#gen/melo/access/v1/access_pb.ts';

export type Method = {
  /** Fully qualified proto service, such as `melo.users.v1.AuthService`. */
  readonly service: string;
  readonly method: string;
  /** Path of the call in every protocol: `/<service>/<method>`. */
  readonly path: string;
  readonly kind: 'unary' | 'server_streaming' | 'client_streaming' | 'bidi_streaming';
  /** Changes nothing (NO_SIDE_EFFECTS), so it may be retried. */
  readonly read: boolean;
  readonly rule: Rule;
};

const generated = resolve(import.meta.dirname, '../gen');

/** All methods of all domains in the order of their paths. */
export async function contracts(): Promise<Method[]> {
  const methods = (await serviceDescriptors()).flatMap(methodsOf);
  return methods.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** The generated descriptors of all services. */
export async function serviceDescriptors(): Promise<DescService[]> {
  const services: DescService[] = [];
  for await (const file of glob('melo/**/*_service_pb.ts', { cwd: generated })) {
    const exported = Object.values(await import(pathToFileURL(join(generated, file)).href));
    services.push(...exported.filter(isService));
  }
  return services;
}

/** Open to users, through the edge and the gateway; the others are internal and name their callers. */
export const isUserMethod = (method: Method): boolean => method.rule.audience !== Audience.UNSPECIFIED;

/** Open to anyone, signed in or not. */
export const isPublic = (method: Method): boolean => method.rule.audience === Audience.PUBLIC;

const isService = (value: unknown): value is DescService =>
  typeof value === 'object' && value !== null && (value as { kind?: unknown }).kind === 'service';

const methodsOf = (service: DescService): Method[] =>
  service.methods.map((method) => ({
    service: service.typeName,
    method: method.name,
    path: `/${service.typeName}/${method.name}`,
    kind: method.methodKind,
    read: method.idempotency === MethodOptions_IdempotencyLevel.NO_SIDE_EFFECTS,
    rule: getOption(method, rule),
  }));
