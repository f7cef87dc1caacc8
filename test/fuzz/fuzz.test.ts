/** A short run of every target: cases that once failed, then new ones, some hundreds of the slow targets and thousands of the others. `npm run fuzz` is the long one. */
import { afterAll, expect, test } from 'vitest';
import { KEPT } from './kept.js';
import { TARGETS } from './targets/index.js';

afterAll(async () => {
  for (const target of TARGETS) await target.close();
});

test.each(TARGETS)(
  '$name',
  async (target) => {
    for (const { seed, path, found } of KEPT.filter((kept) => kept.target === target.name)) {
      const { failure } = await target.run({ seed, path, cases: 1 });
      expect(failure, found).toBeNull();
    }
    const seed = Math.floor(Math.random() * 2 ** 31);
    const { failure } = await target.run({ seed, cases: target.shortCases });
    expect(failure, `npm run fuzz -- --target ${target.name} --seed ${seed} --path ${failure?.path}`).toBeNull();
  },
  120_000,
);

test('a kept case names a target that there is', () => {
  for (const { target } of KEPT) expect(TARGETS.map(({ name }) => name)).toContain(target);
});
