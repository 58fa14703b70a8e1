/** What the mesh costs: a cheap read by the service's own socket, and the same through edge and sidecar. */

import { connect } from 'node:net';
import { createClient, type Interceptor } from '@connectrpc/connect';
import { createConnectTransport } from '@connectrpc/connect-node';
import { AccountService } from '#gen/melo/accounts/v1/account_service_pb.ts';
import { spiffe } from '#infra/map.ts';
import { pointedTo } from '../../../envoy/endpoints.ts';
import { inTurns } from '../arms.ts';
import { sumOf } from '../cpu.ts';
import { median, sampled, single } from '../figures.ts';
import { newHome } from '../people.ts';
import type { Stack } from '../stack.ts';

const ROUNDS = 6;
const BLOCK = 500;
const AT_ONCE = 16;
/** Edge and sidecar. */
const HOPS = 2;
const MOST_CPU_MS = 0.2;

export async function run(stack: Stack) {
  const home = await newHome(stack.at, 'tax');
  const asTheSidecar: Interceptor = (next) => async (request) => {
    request.header.set('x-forwarded-client-cert', `URI=${spiffe('edge')}`);
    request.header.set('authorization', `Bearer ${await home.person.token()}`);
    return next(request);
  };
  const direct = createClient(
    AccountService,
    createConnectTransport({
      httpVersion: '2',
      baseUrl: 'http://accounts',
      nodeOptions: { createConnection: () => connect(pointedTo('accounts', stack.at)) },
      useBinaryFormat: true,
      interceptors: [asTheSidecar],
    }),
  );
  const id = home.checking;
  const through = { once: () => home.sdk.accounts.getAccount({ id }) };
  const straight = { once: () => direct.getAccount({ id }) };
  const { edge, socket, edgeMany, socketMany } = await inTurns(
    stack,
    {
      edge: through,
      socket: straight,
      edgeMany: { ...through, atOnce: AT_ONCE },
      socketMany: { ...straight, atOnce: AT_ONCE },
    },
    { rounds: ROUNDS, block: BLOCK },
  );
  const hops = ['edge', 'accounts-sidecar'];
  const taxOf = ({ cpu, calls, wallMs }: typeof edge) =>
    (sumOf(cpu, hops) - (sumOf(stack.idle, hops) * wallMs) / 1000) / calls / HOPS;
  const perCall = ({ cpu, calls }: typeof edge) => sumOf(cpu, ['accounts']) / calls;
  return {
    figures: [
      sampled('GetAccount through edge and sidecar', 'ms', edge.times),
      sampled("GetAccount by the service's socket", 'ms', socket.times),
      single('time the two hops add at p50', 'ms', median(edge.times) - median(socket.times)),
      single('Envoy CPU a hop, one at a time', 'ms', taxOf(edge), { atMost: MOST_CPU_MS }),
      single(`Envoy CPU a hop, ${AT_ONCE} at once`, 'ms', taxOf(edgeMany), { atMost: MOST_CPU_MS }),
      single('CPU of accounts a call through the mesh', 'ms', perCall(edge)),
      single('CPU of accounts a call by its socket', 'ms', perCall(socket)),
      single(`CPU of accounts a call by its socket, ${AT_ONCE} at once`, 'ms', perCall(socketMany)),
    ],
    notes: ['Envoy CPU is that of edge and sidecar above what they use when idle.'],
  };
}
