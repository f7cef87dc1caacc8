import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countBetween, numberOf, timeBetween } from '../../src/ledger/big-numbers.js';

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
      expect(countBetween(before, now)).toBe(Number(now - before));
    }),
  );
  expect(countBetween(2n ** 64n - 2n, 2n ** 64n - 1n)).toBe(1);
  expect(countBetween(5n, 5n)).toBe(0);
});

test('times may lie before 0', () => {
  fc.assert(
    fc.property(fc.bigInt(-(2n ** 62n), 2n ** 62n), fc.bigInt(-(2n ** 62n), 2n ** 62n), (before, now) => {
      expect(timeBetween(before, now)).toBe(Number(now - before));
    }),
  );
  expect(timeBetween(-1_000_000_000n, 0n)).toBe(1e9);
});
