import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** The README's pictures; with GPU_TOP_CAPTURES=FOLDER those of many machines, in that folder. */
const what = (process.env.GPU_TOP_CAPTURES ?? '') === '' ? 'readme' : 'machines';

export default defineConfig({
  root: fileURLToPath(new URL('../../..', import.meta.url)),
  test: { include: [`test/docs/captures/${what}.make.ts`], testTimeout: 120_000, hookTimeout: 120_000 },
});
