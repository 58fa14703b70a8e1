/** A server under test of the public conformance suite: Melo's RPC server with the suite's service. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { create, createRegistry } from '@bufbuild/protobuf';
import { createRpcServer } from '#kit/service/rpc-server.ts';
import { createLog } from '#kit/telemetry/log.ts';
import {
  ServerCompatRequestSchema,
  ServerCompatResponseSchema,
} from './generated/connectrpc/conformance/v1/server_compat_pb.ts';
import {
  ConformanceService,
  file_connectrpc_conformance_v1_service,
} from './generated/connectrpc/conformance/v1/service_pb.ts';
import { readMessages, writeMessage } from './pipe.ts';
import { conformanceService } from './service.ts';

for await (const { messageReceiveLimit } of readMessages(ServerCompatRequestSchema)) {
  const server = createRpcServer({
    routes: (router) =>
      void router.service(ConformanceService, conformanceService, {
        // For the messages in `Any`.
        jsonOptions: { registry: createRegistry(file_connectrpc_conformance_v1_service) },
        ...(messageReceiveLimit > 0 && { readMaxBytes: messageReceiveLimit }),
      }),
    interceptors: [],
    log: createLog('conformance', 'silent'),
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  writeMessage(ServerCompatResponseSchema, create(ServerCompatResponseSchema, { host: '127.0.0.1', port }));
  break;
}
