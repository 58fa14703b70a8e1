/** GetAccount by grpc-js, without any check of its own. `node server.mjs SOCKET`. */
import { Server, ServerCredentials } from '@grpc/grpc-js';
import { definition, response } from './account.mjs';

const [socket] = process.argv.slice(2);
const server = new Server();
server.addService(definition, { getAccount: (_call, answered) => answered(null, response) });
server.bindAsync(`unix:${socket}`, ServerCredentials.createInsecure(), (error) => {
  if (error) throw error;
  process.send('ready');
});
