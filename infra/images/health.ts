/** Health check of a container: ends with 0 when its process, which listens on MELO_SOCKET, is well. */
import { isHealthy, respondsOnSocket } from '../local/supervisor/readiness.ts';

const socket = process.env['MELO_SOCKET'];
if (!socket) throw new Error('MELO_SOCKET must name the socket of the process.');
// The gateway and the web have no gRPC.
const hasGrpc = !['mesh', 'web'].includes(process.env['MELO_PROCESS'] ?? '');
await (hasGrpc ? isHealthy(socket) : respondsOnSocket(socket, '/healthz'));
