import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** `npm run test:vm`: minutes long and in need of QEMU, so apart from `npm test` (its files end in `.vm.ts`). */
export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  test: {
    include: ['test/vm/**/*.vm.ts'],
    reporters: ['default', './test/vm/report/reporter.ts', './test/support/tally-reporter.ts'],
    // A machine that is the last to have its turn is waited for all the time.
    hookTimeout: 2 * 3_600_000,
    testTimeout: 30_000,
  },
});
