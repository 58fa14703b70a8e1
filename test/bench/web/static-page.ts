/** Builds the static page and serves it as the app is served. */
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { checkout } from '#infra/local/addresses.ts';
import { compressedFiles } from '../../../web/build-compressed.ts';
import { createWebServer } from '../../../web/serve.ts';

export async function openStaticPage(): Promise<{ readonly url: string; close(): Promise<void> }> {
  const outDir = await mkdtemp(join(tmpdir(), 'melo-static-page-'));
  const options = { outDir, emptyOutDir: true };
  await build({
    root: join(checkout, 'web/static-page'),
    logLevel: 'error',
    plugins: [compressedFiles()],
    build: options,
  });
  const server = createWebServer(outDir);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async close() {
      server.closeAllConnections();
      server.close();
      await rm(outDir, { recursive: true, force: true });
    },
  };
}
