import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** `npm run races`, `npm run soak`: minutes long, so apart from `npm test` (their files end in `.long.ts`). */
export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  test: {
    include: ['test/**/*.long.ts'],
    reporters: ['verbose', './test/support/tally-reporter.ts'],
    fileParallelism: false,
    testTimeout: 0,
    // The heap is only told from what is not yet collected by collecting it.
    execArgv: ['--expose-gc'],
  },
});
