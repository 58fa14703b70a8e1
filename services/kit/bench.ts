/** The bench of tests: routes behind all their interceptors without a network, and stores of their own on the real servers. */

import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Http2ServerRequest, type Http2ServerResponse, type ServerHttp2Session } from 'node:http2';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import type { DescService } from '@bufbuild/protobuf';
import { type Client, ConnectError, createClient, createRouterTransport, type Transport } from '@connectrpc/connect';
import { createValidateInterceptor } from '@connectrpc/validate';
import { createConnection } from 'mariadb';
import { MongoClient } from 'mongodb';
import pg from 'pg';
import { ErrorInfoSchema } from '#gen/google/rpc/error_details_pb.ts';
import { Role } from '#gen/melo/users/v1/household_pb.ts';
import { addresses } from '#infra/local/addresses.ts';
import { accessInterceptor } from './access.ts';
import { onceRoutes, type Requests, type Routes } from './act.ts';
import { type Clock, systemClock } from './clock.ts';
import { uuidv7 } from './id.ts';
import type { Token } from './identity.ts';
import { legibleInterceptor } from './legible.ts';
import { openSessions } from './sessions.ts';

export type Visitor = { readonly userId: string; readonly households: ReadonlyMap<string, Role> };

/** Someone with a role in one household. */
export const visitor = (household: string = uuidv7(), role: Role = Role.OWNER): Visitor => ({
  userId: uuidv7(),
  households: new Map([[household, role]]),
});

/** Clients of routes as a user through the edge, or as another process. */
export function routeBench(parts: { routes: Routes; requests: Requests; clock?: Clock }) {
  const sessions = openSessions();
  const known = new Map<string, Token>();
  const verify = async (bearer: string) => known.get(bearer);
  const { routes, requests, clock = systemClock } = parts;
  const transport = createRouterTransport(onceRoutes(routes, { requests, clock, key: randomBytes(32) }), {
    router: {
      interceptors: [accessInterceptor(verify, sessions), legibleInterceptor, createValidateInterceptor()],
    },
  });
  const client = <Service extends DescService>(service: Service, headers: Record<string, string>): Client<Service> =>
    createClient(service, withHeaders(transport, headers));
  return {
    sessions,
    as<Service extends DescService>(service: Service, { userId, households }: Visitor): Client<Service> {
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

/** A database of a test's own on the real PostgreSQL, dropped by `drop`. */
export async function freshPostgres(): Promise<{ url: string; drop(): Promise<void> }> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const superuser = addresses().urls.postgres('postgres');
  const run = async (sql: string) => {
    const client = new pg.Client(superuser);
    await client.connect();
    await client.query(sql).finally(() => client.end());
  };
  await run(`create database ${name} template template0`);
  const url = new URL(superuser);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => run(`drop database ${name} with (force)`) };
}

/** A database of a test's own on the real MariaDB, dropped by `drop`. */
export async function freshMariadb(): Promise<{ url: string; drop(): Promise<void> }> {
  const url = new URL(addresses().urls.mariadb);
  const name = `transactions_${randomUUID().replaceAll('-', '')}`;
  const { hostname: host, port, username: user, password } = url;
  const run = async (sql: string) => {
    const connection = await createConnection({ host, port: Number(port), user, password });
    await connection.query(sql).finally(() => connection.end());
  };
  await run(`create database ${name} character set utf8mb4`);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => run(`drop database ${name}`) };
}

/** A database of a test's own on the real MongoDB, dropped by `drop`. */
export function freshMongodb(): { url: string; drop(): Promise<void> } {
  const url = new URL(addresses().urls.mongodb);
  url.pathname = `/test_${randomUUID().replaceAll('-', '')}`;
  const drop = async () => {
    const client = await MongoClient.connect(url.href);
    await client.db().dropDatabase();
    await client.close();
  };
  return { url: url.href, drop };
}

/** Serves HTTP/2 on a loopback port until the test ends; answers its URL. */
export async function serveHttp2(
  t: TestContext,
  listener: (request: Http2ServerRequest, answer: Http2ServerResponse) => void,
): Promise<string> {
  const sessions = new Set<ServerHttp2Session>();
  const server = createServer(listener);
  server.on('session', (session) => sessions.add(session));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    for (const session of sessions) session.destroy();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
