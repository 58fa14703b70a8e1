/** GetAccount behind everything that a service of Melo does for a call. `node account-server.ts SOCKET JWKS`. */
import { randomBytes } from 'node:crypto';
import { AccountService } from '#gen/melo/accounts/v1/account_service_pb.ts';
import { createRevocations } from '#kit/rpc/revocations.ts';
import { createRpcServer } from '#kit/service/rpc-server.ts';
import { interceptors } from '#kit/service/server.ts';
import type { IdempotencyStore } from '#kit/store/idempotency.ts';
import { createLog } from '#kit/telemetry/log.ts';

const [socket, jwks] = process.argv.slice(2) as [string, string];
const { response } = await import(new URL('../grpc/account.mjs', import.meta.url).href);
const log = createLog('bench', 'error');
const config = { jwks, auditKey: randomBytes(32), idempotencyKey: randomBytes(32), isProduction: false };
const server = createRpcServer({
  routes: (router) => void router.service(AccountService, { getAccount: () => response }),
  interceptors: await interceptors({
    config: config as Parameters<typeof interceptors>[0]['config'],
    log,
    revocations: createRevocations(),
    // A read is not recorded.
    idempotency: {} as IdempotencyStore,
  }),
  log,
});
server.listen(socket, () => process.send!('ready'));
