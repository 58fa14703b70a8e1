/** What the mesh costs: a cheap read by the service's own socket, and the same through edge and sidecar. */
import { connect } from 'node:net';
import { createClient, type Interceptor } from '@connectrpc/connect';
import { createConnectTransport } from '@connectrpc/connect-node';
import { AccountService } from '#gen/melo/accounts/v1/account_service_pb.ts';
import type { Addresses } from '#infra/local/addresses.ts';
import { spiffe } from '#infra/topology.ts';
import { pointedTo } from '../../../envoy/config/endpoints.ts';
import { inTurns, type Measured } from '../arms.ts';
import { median, sampled, single } from '../figures.ts';
import { type Home, newHome } from '../homes.ts';
import { cpuPerCall, idleFigures, idleNotes, idleOf } from '../idle.ts';
import type { Stack } from '../stack.ts';

const ROUNDS = 6;
const BLOCK = 500;
const AT_ONCE = 16;
/** Edge and sidecar. */
const HOPS = 2;
const MAX_CPU_MS = 0.2;

const HOPS_OF = ['edge', 'accounts-sidecar'];

export async function run(stack: Stack) {
  const home = await newHome(stack.at, 'tax');
  const direct = bySocket(stack.at, home);
  const id = home.checking;
  const through = { once: () => home.sdk.accounts.getAccount({ id }) };
  const straight = { once: () => direct.getAccount({ id }) };
  const idle = await idleOf(stack);
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
  const taxOf = (measured: Measured) => cpuPerCall(idle, measured, HOPS_OF).map((ms) => ms / HOPS);
  const ownOf = (measured: Measured) => cpuPerCall(idle, measured, ['accounts']);
  return {
    figures: [
      sampled('GetAccount through edge and sidecar', 'ms', edge.times),
      sampled("GetAccount by the service's socket", 'ms', socket.times),
      single('time the two hops add at p50', 'ms', median(edge.times) - median(socket.times)),
      sampled('Envoy CPU a hop, one at a time', 'ms', taxOf(edge), { atMost: MAX_CPU_MS }),
      sampled(`Envoy CPU a hop, ${AT_ONCE} at once`, 'ms', taxOf(edgeMany), { atMost: MAX_CPU_MS }),
      sampled('CPU of accounts a call through the mesh', 'ms', ownOf(edge)),
      sampled('CPU of accounts a call by its socket', 'ms', ownOf(socket)),
      sampled(`CPU of accounts a call through the mesh, ${AT_ONCE} at once`, 'ms', ownOf(edgeMany)),
      sampled(`CPU of accounts a call by its socket, ${AT_ONCE} at once`, 'ms', ownOf(socketMany)),
      ...idleFigures(idle),
    ],
    notes: ['All CPU is above what the processes use when idle; a sample a round.', ...idleNotes(idle)],
  };
}

/** A client of accounts' own socket, which takes its word for who is at the other end as it takes the sidecar's. */
function bySocket(at: Addresses, home: Home) {
  const asTheSidecar: Interceptor = (next) => async (request) => {
    request.header.set('x-forwarded-client-cert', `URI=${spiffe('edge')}`);
    request.header.set('authorization', `Bearer ${await home.person.token()}`);
    return next(request);
  };
  const transport = createConnectTransport({
    httpVersion: '2',
    baseUrl: 'http://accounts',
    nodeOptions: { createConnection: () => connect(pointedTo('accounts', at)) },
    useBinaryFormat: true,
    interceptors: [asTheSidecar],
  });
  return createClient(AccountService, transport);
}
