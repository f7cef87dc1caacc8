import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  bytes,
  bytesOf,
  celsius,
  cpuPercent,
  duration,
  frequency,
  gpuTime,
  percent,
  watts,
} from '../../../src/view/text/numbers.js';

const KIB = 1024;

test.each([
  [0, '0.0 %'],
  [0.042, '4.2 %'],
  [0.53, '53.0 %'],
  [0.9994, '99.9 %'],
  [0.99949, '99.9 %'],
  [0.9996, '100 %'],
  [1, '100 %'],
  [1.4, '100 %'],
  [-0.1, '0.0 %'],
  [null, '–'],
])('shows a ratio of %s as %s', (ratio, expected) => {
  expect(percent(ratio)).toBe(expected);
});

test.each([
  [0.125, '12.5 %'],
  [0.9996, '100 %'],
  [16, '1600 %'],
  [null, '–'],
])('shows %s cores of CPU as %s', (ratio, expected) => {
  expect(cpuPercent(ratio)).toBe(expected);
});

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '0.98 KiB'],
  [KIB, '1.00 KiB'],
  [34 * KIB ** 2, '34.0 MiB'],
  [212 * KIB ** 2, '212 MiB'],
  [999.4 * KIB ** 2, '999 MiB'],
  [999.6 * KIB ** 2, '0.98 GiB'],
  [9.996 * KIB ** 3, '10.0 GiB'],
  [5.1 * KIB ** 3, '5.10 GiB'],
  [Number.MAX_SAFE_INTEGER, '8.00 PiB'],
  [null, '–'],
])('shows %s bytes as %s', (count, expected) => {
  expect(bytes(count)).toBe(expected);
});

test.each([
  [7.2 * KIB ** 3, 16 * KIB ** 3, '7.20 / 16.0 GiB'],
  [0, 16 * KIB ** 3, '0.00 / 16.0 GiB'],
  [5, 100, '5 / 100 B'],
  [34 * KIB ** 2, null, '34.0 MiB'],
  [null, 16 * KIB ** 3, '– / 16.0 GiB'],
  [null, null, '–'],
])('shows %s of %s bytes as %s', (used, total, expected) => {
  expect(bytesOf(used, total)).toBe(expected);
});

test.each([
  [0n, '0:00.00'],
  [3_429_999_999n, '0:03.42'],
  [3_599_999_999_999n, '59:59.99'],
  [3_600_000_000_000n, '1:00:00'],
  [3_731_000_000_000n, '1:02:11'],
  [359_999_000_000_000n, '99:59:59'],
  [360_000_000_000_000n, '4d04h00m'],
  [86_400_000_000_000n * 1234n, '1234d00h'],
  [2n ** 64n - 1n, '213503d23h'],
  [null, '–'],
])('shows %s ns of GPU time as %s', (ns, expected) => {
  expect(gpuTime(ns)).toBe(expected);
});

test.each([
  [frequency, 2.41e9, '2410 MHz'],
  [frequency, 0, '0 MHz'],
  [frequency, 800_000, '800 kHz'],
  [frequency, 12.5e9, '12.5 GHz'],
  [frequency, null, '–'],
  [watts, 142.3, '142 W'],
  [watts, 7.26, '7.3 W'],
  [watts, 99.97, '100 W'],
  [watts, null, '–'],
  [celsius, 61.4, '61 °C'],
  [celsius, null, '–'],
  [duration, 850_000, '850 µs'],
  [duration, 1_900_000, '1.9 ms'],
  [duration, 999_600, '1.0 ms'],
  [duration, 999_600_000, '1.0 s'],
  [duration, 24_000_000_000, '24 s'],
  [duration, 59_970_000_000, '1 min 00 s'],
  [duration, 200_000_000_000, '3 min 20 s'],
  [duration, 3_599_600_000_000, '1 h 00 min'],
  [duration, 7_500_000_000_000, '2 h 05 min'],
  [duration, 270_000_000_000_000, '3 d 03 h'],
  [duration, null, '–'],
])('%o of %s is %s', (format, value, expected) => {
  expect(format(value)).toBe(expected);
});

describe('the widths that columns rely on', () => {
  it('holds a percentage in 6 cells and bytes in 8', () => {
    fc.assert(
      fc.property(fc.double({ min: -1, max: 3, noNaN: true }), fc.maxSafeNat(), (ratio, count) => {
        expect(percent(ratio).length).toBeLessThanOrEqual(6);
        expect(bytes(count).length).toBeLessThanOrEqual(8);
      }),
    );
  });

  it('holds GPU time of 27 years in 8 cells', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 9_999n * 86_400_000_000_000n }), (ns) => {
        expect(gpuTime(ns).length).toBeLessThanOrEqual(8);
      }),
    );
  });
});
