import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** Of all property tests of this run; the last lines tell it. */
process.env.GPU_TOP_SEED ??= String(Math.floor(Math.random() * 2 ** 31));

const shared = {
  root: fileURLToPath(new URL('..', import.meta.url)),
  setupFiles: ['test/support/seed.ts'],
  // Ends what hangs and judges no speed: a busy machine or another Node.js may take three times as long.
  testTimeout: 60_000,
  hookTimeout: 60_000,
};

export default defineConfig({
  root: shared.root,
  test: {
    // Vitest leaves a core free, of two one: half of the tests wait for clocks and processes, and the other core can do the rest.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    reporters: ['default', './test/support/tally-reporter.ts'],
    coverage: { provider: 'v8', include: ['src/**'], reporter: ['text-summary', 'lcov'] },
    projects: [
      { test: { ...shared, name: 'unit', include: ['test/**/*.test.ts'], exclude: ['test/**/*.e2e.test.ts'] } },
      // Real processes, terminals and clocks: on a machine that is busy with other things one may come too late once.
      { test: { ...shared, name: 'e2e', include: ['test/**/*.e2e.test.ts'], retry: 2 } },
    ],
  },
});
