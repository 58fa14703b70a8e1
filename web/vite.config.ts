/** The build of the app, and its development server, which sends calls to the edge of a running stack. */
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const edge = process.env['MELO_EDGE'] ?? `http://localhost:${process.env['MELO_PORT'] ?? 7600}`;

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: {
    target: 'es2023',
    outDir: 'dist',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    rolldownOptions: {
      output: {
        advancedChunks: {
          groups: [
            { name: 'charts', test: /node_modules[\\/](recharts|d3-|victory|@mantine[\\/]charts)/ },
            { name: 'mantine', test: /node_modules[\\/]@mantine[\\/](core|hooks|dates|notifications|spotlight|store)/ },
            { name: 'contracts', test: /(node_modules[\\/]@bufbuild|node_modules[\\/]@connectrpc|[\\/]gen[\\/])/ },
            { name: 'react', test: /node_modules[\\/](react|react-dom|scheduler|@tanstack)/ },
          ],
        },
      },
    },
  },
  server: { proxy: { '/melo.': edge, '/graphql': edge } },
});
