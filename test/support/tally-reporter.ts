import type { Reporter, TestModule } from 'vitest/node';

/**
 * Ends a run with `N passed, N failed, N skipped` as the very last line, which is what `.ci/run` promises.
 * A file that could not even be loaded counts as one failure.
 */
export default class TallyReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const tally = { passed: 0, failed: errors.length, skipped: 0, pending: 0 };
    for (const module of modules) {
      if (module.errors().length > 0) tally.failed += 1;
      for (const test of module.children.allTests()) tally[test.result().state] += 1;
    }
    const { passed, failed, skipped } = tally;
    // The default reporter prints its summary from this same hook; the exit hook comes after all of it.
    process.once('exit', () => {
      const seed = process.env.GPU_TOP_SEED;
      if (seed !== undefined) process.stdout.write(`fast-check: GPU_TOP_SEED=${seed} makes the same cases again\n`);
      process.stdout.write(`${passed} passed, ${failed} failed, ${skipped} skipped\n`);
    });
  }
}
