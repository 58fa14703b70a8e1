/** A unary call of Melo beside one of grpc-js: the same message through an edge and a sidecar with the same configuration. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { createClient, type Interceptor } from '@connectrpc/connect';
import { createConnectTransport } from '@connectrpc/connect-node';
import { AccountService } from '#gen/melo/accounts/v1/account_service_pb.ts';
import type { Addresses } from '#infra/local/addresses.ts';
import { ensurePki } from '../../../envoy/pki/pki.ts';
import { renderEnvoy } from '../../../envoy/render.ts';
import { forget, freshAddresses, startEnvoy } from '../../../envoy/testing/test-envoy.ts';

import { inTurns, type Measured, ratesOf } from '../arms.ts';
import { sumOf } from '../cpu.ts';
import { median, sampled, single } from '../figures.ts';
import { install } from '../peers/packages.ts';
import { openProcesses, type Processes } from '../peers/processes.ts';
import { accessToken } from '../peers/token.ts';

const ROUNDS = 8;
/** All rounds end before the token does, five minutes after they began. */
const BLOCK = 500;
const AT_ONCE = 16;
const MAX_BY_GRPC = 2;

type Caller = { once(): Promise<unknown>; close(): void };

export async function run() {
  install('grpc');
  const processes = await openProcesses();
  const meshes: Mesh[] = [];
  try {
    const [ours, theirs] = [await openMesh(processes, 'Melo'), await openMesh(processes, 'grpc-js')];
    meshes.push(ours, theirs);
    await processes.start('Melo', ['test/bench/peers/account-server.ts', ...ours.server]);
    await processes.start('grpc-js', ['test/bench/grpc/server.mjs', ...theirs.server]);
    const { createCaller } = await import(new URL('../grpc/client.mjs', import.meta.url).href);
    const melo = createMeloCaller(ours.at, ours.token);
    const grpc: Caller = createCaller(`localhost:${theirs.at.ports.edge}`, theirs.token);
    assert.deepEqual(await melo.once(), await grpc.once());
    const many = { atOnce: AT_ONCE };
    const arms = { melo, grpc, meloMany: { ...melo, ...many }, grpcMany: { ...grpc, ...many } };
    const measured = await inTurns(processes.watched, arms, { rounds: ROUNDS, block: BLOCK });
    grpc.close();
    return resultOf(measured);
  } finally {
    await processes.stop();
    for (const mesh of meshes) await mesh.stop();
  }
}

type Mesh = Awaited<ReturnType<typeof openMesh>>;

/** An edge and the sidecar of accounts; the server is still to be started. */
async function openMesh(processes: Processes, name: string) {
  const at = await freshAddresses();
  await ensurePki(at.home);
  await renderEnvoy(at, {});
  const envoys = await Promise.all([startEnvoy(at, 'edge'), startEnvoy(at, 'accounts')]);
  for (const { pid } of envoys) processes.watch(`${name} Envoys`, pid!);
  return {
    at,
    token: await accessToken(at),
    server: [at.sockets.service('accounts'), join(at.pki, 'jwks.json')],
    async stop(): Promise<void> {
      for (const envoy of envoys) await envoy.stop();
      await forget(at);
    },
  };
}

/** As the SDK calls the edge. */
function createMeloCaller(at: Addresses, token: string): Pick<Caller, 'once'> {
  const signed: Interceptor = (next) => (request) => {
    request.header.set('authorization', `Bearer ${token}`);
    return next(request);
  };
  const baseUrl = at.urls.web;
  const transport = createConnectTransport({
    httpVersion: '2',
    baseUrl,
    useBinaryFormat: true,
    interceptors: [signed],
  });
  const client = createClient(AccountService, transport);
  return { once: () => client.getAccount({ id: '01a21b6c-79b6-70d6-9883-e79033ebfad3' }) };
}

function resultOf({ melo, grpc, meloMany, grpcMany }: Record<'melo' | 'grpc' | 'meloMany' | 'grpcMany', Measured>) {
  const rates = [ratesOf(meloMany), ratesOf(grpcMany)] as const;
  const cpu = ({ rounds }: Measured, name: string) => rounds.map((round) => sumOf(round.cpu, [name]) / round.calls);
  const most = { atMost: MAX_BY_GRPC };
  return {
    figures: [
      sampled('GetAccount by Melo', 'ms', melo.times),
      sampled('GetAccount by grpc-js', 'ms', grpc.times),
      single("time of Melo's call by that of grpc-js, p50", '×', median(melo.times) / median(grpc.times), most),
      sampled(`calls a second of Melo, ${AT_ONCE} at once`, '1/s', rates[0]),
      sampled(`calls a second of grpc-js, ${AT_ONCE} at once`, '1/s', rates[1]),
      single(`time of a call by that of grpc-js, ${AT_ONCE} at once`, '×', median(rates[1]) / median(rates[0]), most),
      ...(['Melo', 'grpc-js'] as const).flatMap((name) => {
        const measured = name === 'Melo' ? meloMany : grpcMany;
        return [
          sampled(`CPU a call, server of ${name}`, 'ms', cpu(measured, name)),
          sampled(`CPU a call, Envoys of ${name}`, 'ms', cpu(measured, `${name} Envoys`)),
        ];
      }),
    ],
    notes: [
      "Melo's server authenticates, admits, validates and records each call; that of grpc-js only answers.",
      'Both have the codec of protobuf-es. The client is the process that measures. Idle CPU is included.',
    ],
  };
}
