/** The interceptors of unary calls as one function, and the path of a method. */
import type { DescMethod } from '@bufbuild/protobuf';
import type { Interceptor, UnaryRequest, UnaryResponse } from '@connectrpc/connect';

export type Invoke = (request: UnaryRequest) => Promise<UnaryResponse>;

/** The interceptors, outermost first, around `innermost`. */
export const chain = (interceptors: readonly Interceptor[], innermost: Invoke): Invoke =>
  // Interceptors are typed for streams too, which never come here.
  interceptors.toReversed().reduce((next, interceptor) => interceptor(next as never) as Invoke, innermost);

/** Where a method is served, such as `/melo.categories.v1.CategoryService/ListCategories`. */
export const pathOf = ({ parent, name }: DescMethod): string => `/${parent.typeName}/${name}`;
