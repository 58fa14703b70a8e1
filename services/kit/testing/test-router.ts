/** Routes behind their interceptors without a network, and clients of them as users or as other processes. */

import { randomBytes, randomUUID } from 'node:crypto';
import type { DescService } from '@bufbuild/protobuf';
import { type Client, ConnectError, createClient, createRouterTransport, type Transport } from '@connectrpc/connect';
import { createValidateInterceptor } from '@connectrpc/validate';
import { ErrorInfoSchema } from '#gen/google/rpc/error_details_pb.ts';
import { Role } from '#gen/melo/users/v1/household_pb.ts';
import { accessInterceptor } from '../rpc/access.ts';
import { idempotencyInterceptor } from '../rpc/idempotency.ts';
import { createRevocations } from '../rpc/revocations.ts';
import type { Routes } from '../rpc/routes.ts';
import { textValidationInterceptor } from '../rpc/text-validation.ts';
import type { Token } from '../rpc/token.ts';
import type { IdempotencyStore } from '../store/idempotency.ts';
import { type Clock, systemClock } from '../values/dates.ts';
import { uuidv7 } from '../values/ids.ts';

export type TestUser = { readonly userId: string; readonly households: ReadonlyMap<string, Role> };

/** Someone with a role in one household. */
export const createTestUser = (household: string = uuidv7(), role: Role = Role.OWNER): TestUser => ({
  userId: uuidv7(),
  households: new Map([[household, role]]),
});

/** Clients of routes as a user through the edge, or as another process. */
export function createTestRouter(parts: { routes: Routes; idempotency: IdempotencyStore; clock?: Clock }) {
  const revocations = createRevocations();
  const known = new Map<string, Token>();
  const verify = async (bearer: string) => known.get(bearer);
  const { routes, idempotency, clock = systemClock } = parts;
  const transport = createRouterTransport(routes, {
    router: {
      interceptors: [
        accessInterceptor(verify, revocations),
        textValidationInterceptor,
        createValidateInterceptor(),
        idempotencyInterceptor({ store: idempotency, clock, key: randomBytes(32) }),
      ],
    },
  });
  const client = <Service extends DescService>(service: Service, headers: Record<string, string>): Client<Service> =>
    createClient(service, withHeaders(transport, headers));
  return {
    revocations,
    as<Service extends DescService>(service: Service, { userId, households }: TestUser): Client<Service> {
      const bearer = randomUUID();
      const [defaultHousehold] = households.keys();
      const nowMs = Date.now();
      known.set(bearer, {
        userId,
        sessionId: uuidv7(),
        households,
        defaultHousehold: defaultHousehold ?? '',
        issuedMs: nowMs,
        expireMs: nowMs + 300_000,
      });
      return client(service, { ...through('edge'), authorization: `Bearer ${bearer}` });
    },
    /** A client under a token that a service signed. */
    signed<Service extends DescService>(service: Service, token: Token): Client<Service> {
      const bearer = randomUUID();
      known.set(bearer, token);
      return client(service, { ...through('edge'), authorization: `Bearer ${bearer}` });
    },
    anonymous: <Service extends DescService>(service: Service) => client(service, through('edge')),
    process: <Service extends DescService>(service: Service, name: string) => client(service, through(name)),
  };
}

const through = (process: string) => ({ 'x-forwarded-client-cert': `URI=spiffe://melo/${process}` });

/** A transport that sends these headers with every call. */
const withHeaders = (transport: Transport, own: Record<string, string>): Transport => ({
  unary: (method, signal, timeoutMs, header, input, values) =>
    transport.unary(method, signal, timeoutMs, { ...Object.fromEntries(new Headers(header)), ...own }, input, values),
  stream: (method, signal, timeoutMs, header, input, values) =>
    transport.stream(method, signal, timeoutMs, { ...Object.fromEntries(new Headers(header)), ...own }, input, values),
});

/** The reason of a refused call, such as NOT_FOUND. */
export async function reasonOf(call: Promise<unknown>): Promise<string | undefined> {
  try {
    await call;
  } catch (error) {
    return ConnectError.from(error).findDetails(ErrorInfoSchema)[0]?.reason ?? ConnectError.from(error).rawMessage;
  }
  return undefined;
}
