/* How the console is built and served while it is developed. The widget has a build of its own. */
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { svelteTesting } from '@testing-library/svelte/vite';
import { defineConfig } from 'vitest/config';

// Where `vite` finds the server; `cargo xtask dev` sets it when the server listens elsewhere.
const server = process.env['RAPPORT_SERVER'] ?? 'http://127.0.0.1:7070';

export default defineConfig({
  plugins: [svelte(), svelteTesting()],
  build: {
    outDir: 'dist',
    // The widget's build adds its file to the same folder afterwards, so only this build may empty it.
    emptyOutDir: true,
    // The server's content security policy allows no inline code and no data addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2022',
  },
  server: {
    host: '127.0.0.1',
    proxy: {
      // The host stays that of the page: the server takes changes only from its own.
      '/api': { target: server },
      '/live': { target: server, ws: true },
    },
  },
  test: {
    environment: 'jsdom',
    include: ['src/**/*.test.ts'],
    setupFiles: ['src/test-setup.ts'],
    restoreMocks: true,
  },
});
