import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  test: {
    include: ['test/**/*.test.ts'],
    reporters: ['default', './test/support/tally-reporter.ts'],
    // Ends what hangs and judges no speed: a busy machine or another Node.js may take three times as long.
    testTimeout: 60_000,
    // Real processes, terminals and clocks are in it: on a machine that is busy with other things one may come too late once.
    retry: 2,
    coverage: { provider: 'v8', include: ['src/**'], reporter: ['text-summary', 'lcov'] },
  },
});
