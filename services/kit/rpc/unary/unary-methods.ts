/** Collects the unary methods of routes while Connect's own router takes them. */
import type { DescMethodUnary, DescService } from '@bufbuild/protobuf';
import type { ConnectRouter, HandlerContext } from '@connectrpc/connect';
import { pathOf } from './chain.ts';

export type UnaryMethod = {
  readonly method: DescMethodUnary;
  /** Longest request message in bytes. */
  readonly readMaxBytes: number;
  handle(message: unknown, context: HandlerContext): unknown;
};

/** By path, such as `/melo.categories.v1.CategoryService/ListCategories`. */
export type UnaryMethods = ReadonlyMap<string, UnaryMethod>;

type RouteOptions = { readonly readMaxBytes?: number } | undefined;
type Implementation = Readonly<Record<string, UnaryMethod['handle'] | undefined>>;

/** A router that passes everything on to `router` and adds the unary methods to `methods`. */
export function collectUnaryMethods(
  router: ConnectRouter,
  methods: Map<string, UnaryMethod>,
  readMaxBytes: number,
): ConnectRouter {
  const add = (method: DescService['methods'][number], handle: UnaryMethod['handle'], options: RouteOptions): void => {
    if (method.methodKind !== 'unary') return;
    methods.set(pathOf(method), {
      method: method as DescMethodUnary,
      handle,
      readMaxBytes: options?.readMaxBytes ?? readMaxBytes,
    });
  };
  const collecting: ConnectRouter = {
    ...router,
    service(service, implementation, options) {
      router.service(service, implementation, options);
      for (const method of service.methods) {
        const handle = (implementation as Implementation)[method.localName];
        if (handle) add(method, handle.bind(implementation), options);
      }
      return collecting;
    },
    rpc(method, implementation, options) {
      router.rpc(method, implementation, options);
      add(method, implementation as UnaryMethod['handle'], options);
      return collecting;
    },
  };
  return collecting;
}
