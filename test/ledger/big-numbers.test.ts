import fc from 'fast-check';
import { expect, test } from 'vitest';
import { differenceOf, numberOf } from '../../src/ledger/big-numbers.js';

const u64 = fc.oneof(fc.bigInt(0n, 2n ** 64n - 1n), fc.bigInt(0n, 1_000_000_000_000n));

test('a counter is what Number makes of it', () => {
  fc.assert(
    fc.property(u64, (value) => {
      expect(numberOf(value)).toBe(Number(value));
    }),
  );
  expect([0n, 2n ** 32n, 2n ** 53n + 1n, 2n ** 64n - 1n].map(numberOf)).toEqual([0, 2 ** 32, 2 ** 53, 2 ** 64]);
});

test('and the difference of two is rounded once', () => {
  fc.assert(
    fc.property(u64, u64, (now, before) => {
      expect(differenceOf(now, before)).toBe(Number(now - before));
    }),
  );
  expect(differenceOf(2n ** 64n - 1n, 2n ** 64n - 2n)).toBe(1);
  expect(differenceOf(5n, 5n)).toBe(0);
});
