/** Apollo's gateway over the subgraphs. `node gateway.mjs SOCKET SUBGRAPHS` serves POSTs on a Unix socket. */
import { createServer } from 'node:http';
import { ApolloGateway, IntrospectAndCompose, RemoteGraphQLDataSource } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { listen, respond } from './http.mjs';

const [socket, subgraphs] = process.argv.slice(2);

const gateway = new ApolloGateway({
  supergraphSdl: new IntrospectAndCompose({ subgraphs: JSON.parse(subgraphs) }),
  buildService: ({ url }) =>
    new RemoteGraphQLDataSource({
      url,
      willSendRequest({ request, context }) {
        if (context.authorization) request.http.headers.set('authorization', context.authorization);
      },
    }),
});
const server = new ApolloServer({ gateway });
await server.start();
const context = async ({ authorization }) => ({ authorization });
await listen(
  createServer((request, response) => void respond(server, context, request, response)),
  { path: socket },
);
process.send('ready');
