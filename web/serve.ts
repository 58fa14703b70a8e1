/** Serves the built app over HTTP: its files, the page for every address of the app, and a health check. */
import { createServer, type Server } from 'node:http';
import sirv from 'sirv';

const YEAR_SECONDS = 31_536_000;

/** `folder` holds the build, with compressed versions of its files. Files with a hash in their name never change; browsers revalidate the others. */
export function createWebServer(folder: string): Server {
  const files = sirv(folder, {
    etag: true,
    brotli: true,
    gzip: true,
    single: true,
    setHeaders: (response, path) =>
      response.setHeader(
        'cache-control',
        path.startsWith('/assets/') ? `public, max-age=${YEAR_SECONDS}, immutable` : 'no-cache',
      ),
  });
  return createServer((request, response) => {
    const path = request.url?.split('?')[0] ?? '/';
    if (path === '/healthz') return void response.writeHead(200, { 'content-type': 'text/plain' }).end('ok');
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return void response.writeHead(405, { allow: 'GET, HEAD' }).end();
    files(request, response, () => {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('There is nothing here.');
    });
  });
}
