/** Apollo Server on Node's own HTTP server: what its Express integration does, without Express. */
import { HeaderMap } from '@apollo/server';

export async function listen(http, where) {
  await new Promise((listening, failed) => http.once('error', failed).listen(where, listening));
  return http.address();
}

export async function respond(server, contextOf, request, response) {
  const parts = [];
  for await (const part of request) parts.push(part);
  const headers = new HeaderMap();
  for (const [name, value] of Object.entries(request.headers)) headers.set(name, String(value));
  const httpGraphQLRequest = {
    method: request.method,
    headers,
    search: '',
    body: JSON.parse(Buffer.concat(parts).toString()),
  };
  const context = () => contextOf(request.headers);
  const answer = await server.executeHTTPGraphQLRequest({ httpGraphQLRequest, context });
  response.writeHead(answer.status ?? 200, Object.fromEntries(answer.headers)).end(answer.body.string);
}
