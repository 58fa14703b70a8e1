/** The build of the app, and its development server, which sends calls to the edge of a running stack. */
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { compressedFiles } from './build-compressed.ts';
import { leanContracts } from './build-contracts.ts';
import { parsedMessages } from './build-messages.ts';

const edge = process.env['MELO_EDGE'] ?? `http://localhost:${process.env['MELO_PORT'] ?? 7600}`;

/** A contract's file: one for each domain, and one each for what only single pages of a domain use. */
function contractOf(id: string): string | null {
  const [, domain, own] = /[\\/]gen[\\/]melo[\\/](\w+)[\\/]v1[\\/](import|schedule)?/.exec(id) ?? [];
  return domain ? [domain, own].filter(Boolean).join('-') : null;
}

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), parsedMessages(), leanContracts(), compressedFiles()],
  build: {
    target: 'es2023',
    outDir: 'dist',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    manifest: true,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      // A page that needs an enumeration of a contract takes nothing else of it.
      treeshake: { moduleSideEffects: [{ test: /[\\/]gen[\\/]|node_modules[\\/]@bufbuild/, sideEffects: false }] },
      output: {
        chunkFileNames: ({ name }) => `assets/${name.startsWith('shared') ? 'shared' : '[name]'}-[hash].js`,
        codeSplitting: {
          // One file of what every page needs, one for each service, and one for each set of pages that share code: no page loads
          // what only others need.
          groups: [
            { name: 'first', tags: ['$initial'], priority: 3 },
            {
              name: 'calls',
              test: /node_modules[\\/]@(bufbuild[\\/]protobuf|connectrpc)|[\\/]gen[\\/](google|melo[\\/](access|money))[\\/]/,
              priority: 2,
            },
            { debugName: 'contracts', name: contractOf, priority: 1 },
            { name: 'shared', minShareCount: 2, entriesAware: true },
          ],
        },
      },
    },
  },
  server: { proxy: { '/melo.': edge, '/graphql': edge } },
});
