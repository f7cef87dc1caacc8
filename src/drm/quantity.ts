/**
 * Numbers as fdinfo prints them: decimal digits, then perhaps a unit.
 *
 * Each reader gives the value, or a string that says why the text is not one: a line that cannot be used is kept with
 * its reason, so the reason has to be made where it is known. The units beyond those of drm-usage-stats.rst (`B`,
 * `kB`, `KB`, `GiB`) are printed by old kernels and by other people's fixtures; `kB` means 1024 bytes, as everywhere
 * in procfs.
 */

/** Why a value could not be used. */
export type Reason = string;

const BYTE_UNITS: ReadonlyMap<string, number> = new Map([
  ['', 1],
  ['B', 1],
  ['KiB', 2 ** 10],
  ['kB', 2 ** 10],
  ['KB', 2 ** 10],
  ['MiB', 2 ** 20],
  ['GiB', 2 ** 30],
  ['TiB', 2 ** 40],
]);

const HERTZ_UNITS: ReadonlyMap<string, number> = new Map([
  ['', 1],
  ['Hz', 1],
  ['KHz', 1e3],
  ['kHz', 1e3],
  ['MHz', 1e6],
  ['GHz', 1e9],
]);

/** A value that ends in one of these units is whole, even where its line is cut off right behind it. */
const WITH_UNIT = /^(?:[0-9]+[ \t]*(?:ns|[KMGT]iB|[kK]?B|[kKMG]?Hz)|[0-9]+\.[0-9]+%)$/;

/** True when the value's unit proves that nothing is missing at its end. `12` may have been `1234`; `12 ns` is 12 ns. */
export function isWhole(value: string): boolean {
  return WITH_UNIT.test(value);
}

/** How many characters at the start are decimal digits. */
function countDigits(value: string): number {
  let end = 0;
  for (; end < value.length; end++) {
    const code = value.charCodeAt(end);
    if (code < 48 || code > 57) break;
  }
  return end;
}

const U64_END = 2n ** 64n;

function bigFromDigits(digits: string): bigint | Reason {
  // Fifteen digits are exact in a double, and a double is made three times as fast as a bigint from text.
  if (digits.length <= 15) return BigInt(Number(digits));
  const significant = digits.replace(/^0+/, '');
  if (significant.length > 20) return 'larger than 64 bits';
  const value = BigInt(digits);
  return value < U64_END ? value : 'larger than 64 bits';
}

/** A plain counter, u64 and exact. No unit may follow. */
export function readU64(value: string): bigint | Reason {
  if (value === '') return 'no value';
  return countDigits(value) === value.length ? bigFromDigits(value) : 'not a number';
}

/** A time in nanoseconds, u64 and exact: `123 ns`, or `123`. */
export function readNanoseconds(value: string): bigint | Reason {
  if (value === '') return 'no value';
  const end = countDigits(value);
  if (end === 0) return 'not a number';
  const unit = end === value.length ? '' : value.slice(end).trimStart();
  return unit === 'ns' || unit === '' ? bigFromDigits(value.slice(0, end)) : 'unknown unit of time';
}

function readScaled(value: string, units: ReadonlyMap<string, number>, kind: string): number | Reason {
  if (value === '') return 'no value';
  const end = countDigits(value);
  if (end === 0) return 'not a number';
  const factor = units.get(end === value.length ? '' : value.slice(end).trimStart());
  if (factor === undefined) return `unknown unit of ${kind}`;
  const scaled = Number(value.slice(0, end)) * factor;
  return scaled <= Number.MAX_SAFE_INTEGER ? scaled : 'larger than 53 bits';
}

/** An amount of memory in bytes, a safe integer: `34880 KiB`, `16 MiB`, `0`. Without a unit it is bytes. */
export function readBytes(value: string): number | Reason {
  return readScaled(value, BYTE_UNITS, 'memory');
}

/** A frequency in hertz, a safe integer: `710000000 Hz`, `1100 MHz`. Without a unit it is Hz. */
export function readHertz(value: string): number | Reason {
  return readScaled(value, HERTZ_UNITS, 'frequency');
}

/** A whole number without unit, a safe integer. */
export function readInteger(value: string): number | Reason {
  const big = readU64(value);
  if (typeof big === 'string') return big;
  return big <= Number.MAX_SAFE_INTEGER ? Number(big) : 'larger than 53 bits';
}
