/**
 * Joins the compiled modules into a few files: `bin/gpu-top.js` runs those, and they are what is published. Node takes half a
 * millisecond to find and link a module, and the screen is made of 150. Packages stay packages.
 */
import { defineConfig } from 'rolldown';

export default defineConfig({
  input: {
    main: 'dist/cli/main.js',
    index: 'dist/index.js',
    // Processes of their own, started by their file's name.
    'scanner-child': 'dist/sources/scanner-process/scanner-child.js',
    'walk-child': 'dist/bench/detect/walk-child.js',
  },
  platform: 'node',
  external: (id) => !/^[./]/.test(id),
  output: { dir: 'dist/bundle', format: 'esm', cleanDir: true, entryFileNames: '[name].js', chunkFileNames: '[name].js' },
});
