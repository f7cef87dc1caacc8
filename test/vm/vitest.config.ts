import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** `npm run test:vm`: minutes long and in need of QEMU, so apart from `npm test` (its files end in `.vm.ts`). */
export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  test: {
    include: ['test/vm/**/*.vm.ts'],
    reporters: ['default', './test/vm/report/reporter.ts', './test/support/tally-reporter.ts'],
    // A machine takes both CPUs of a small computer: one after another.
    fileParallelism: false,
    hookTimeout: 900_000,
    testTimeout: 30_000,
  },
});
