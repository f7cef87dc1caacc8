import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Mixes the files of the projects evenly, where Vitest runs one project after the other: what waits for clocks and processes then has what
 * computes beside it. Several files of one project stay together, for a worker that they share ends where the next file is not theirs.
 */
export default class MixingSequencer extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const placed = [...new Set(sorted.map(({ project }) => project))].flatMap((of) => {
      const own = sorted.filter(({ project }) => project === of);
      return own.map((file, index) => ({ file, place: (index + 0.5) / own.length }));
    });
    return placed.sort((a, b) => a.place - b.place).map(({ file }) => file);
  }
}
