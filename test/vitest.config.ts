import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import MixingSequencer from './support/mixing-sequencer.js';

/** Of all property tests of this run; the last lines tell it. */
process.env.GPU_TOP_SEED ??= String(Math.floor(Math.random() * 2 ** 31));

const shared = {
  root: fileURLToPath(new URL('..', import.meta.url)),
  setupFiles: ['test/support/seed.ts'],
  // Ends what hangs and judges no speed: a busy machine or another Node.js may take three times as long.
  testTimeout: 60_000,
  hookTimeout: 60_000,
};

/** What looks at the memory of its own process. */
const ALONE = ['test/recording/cost.test.ts'];
const E2E = ['test/**/*.e2e.test.ts'];

export default defineConfig({
  root: shared.root,
  test: {
    // Vitest leaves a core free, of two one: half of the tests wait for clocks and processes, and the other core can do the rest.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    reporters: ['default', './test/support/tally-reporter.ts'],
    coverage: { provider: 'v8', include: ['src/**'], reporter: ['text-summary', 'lcov'] },
    sequence: { sequencer: MixingSequencer },
    projects: [
      // Starting a process and importing the same modules anew took as long as all that these files do.
      { test: { ...shared, name: 'unit', include: ['test/**/*.test.ts'], exclude: [...E2E, ...ALONE], isolate: false } },
      { test: { ...shared, name: 'alone', include: ALONE } },
      // Real processes, terminals and clocks: on a machine that is busy with other things one may come too late once.
      { test: { ...shared, name: 'e2e', include: E2E, retry: 2 } },
    ],
  },
});
