/* How the widget is built: one classic script that any page can load, into the console's folder. */
import { defineConfig } from 'vite';

export default defineConfig({
  // What stands in public/ belongs to the console.
  publicDir: false,
  build: {
    outDir: 'dist',
    emptyOutDir: false,
    target: 'es2022',
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    lib: {
      entry: 'src/widget/main.ts',
      formats: ['iife'],
      name: 'rapportWidget',
      fileName: () => 'widget.js',
    },
  },
});
