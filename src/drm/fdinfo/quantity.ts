/**
 * Numbers as fdinfo prints them: decimal digits, then perhaps a unit.
 *
 * Each reader takes a part of a text, without blanks around it, and gives the value or a string that says why the part is not
 * one: a line that cannot be used is kept with its reason, so the reason has to be made where it is known. A part and not a
 * string of its own, because making one costs more than reading it, and a machine with many clients prints thousands in each
 * tick. The units beyond those of drm-usage-stats.rst (`B`,
 * `kB`, `KB`, `GiB`) are printed by old kernels and by other people's fixtures; `kB` means 1024 bytes, as everywhere
 * in procfs.
 */

import { afterBlanks } from './blanks.js';

/** Why a value could not be used. */
export type Reason = string;

const BYTE_UNITS: ReadonlyMap<string, number> = new Map([
  ['B', 1],
  ['KiB', 2 ** 10],
  ['kB', 2 ** 10],
  ['KB', 2 ** 10],
  ['MiB', 2 ** 20],
  ['GiB', 2 ** 30],
  ['TiB', 2 ** 40],
]);

const HERTZ_UNITS: ReadonlyMap<string, number> = new Map([
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

const ZERO = 48;

/** Where the decimal digits end that begin at `start`. */
export function digitsEnd(text: string, start: number, end: number): number {
  let at = start;
  for (; at < end; at++) {
    const digit = text.charCodeAt(at) - ZERO;
    if (digit < 0 || digit > 9) break;
  }
  return at;
}

/** What stands behind the digits. */
function unitOf(text: string, start: number, end: number): string {
  const at = afterBlanks(text, start, end);
  return at === end ? '' : text.slice(at, end);
}

/** As the kernel prints nearly all values: told without making a part of the text. */
const [NANOSECONDS, KIBIBYTES] = [' ns', ' KiB'];

function isAt(unit: string, text: string, start: number, end: number): boolean {
  if (end - start !== unit.length) return false;
  for (let at = 0; at < unit.length; at++) if (text.charCodeAt(start + at) !== unit.charCodeAt(at)) return false;
  return true;
}

/** So many digits are exact in a double, and a double is made three times as fast as a bigint from text. */
export const EXACT_DIGITS = 15;

/** The value of digits; beyond `EXACT_DIGITS` rounded. */
export function numberFrom(text: string, start: number, end: number): number {
  if (end - start > EXACT_DIGITS) return Number(text.slice(start, end));
  let value = 0;
  for (let at = start; at < end; at++) value = value * 10 + (text.charCodeAt(at) - ZERO);
  return value;
}

const U64_END = 2n ** 64n;

/*
 * `BigInt` of a number leaves compiled code, as `Number` of a bigint does (ledger/big-numbers.ts); put together in a typed array it takes half as
 * long. Little-endian halves, or the other way round.
 */
const unsigned = new BigUint64Array(1);
const halves = new Uint32Array(unsigned.buffer);
const LOW = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? 0 : 1;
const HALF = 2 ** 32;

/** `BigInt(value)` of a safe integer from 0 up. */
function bigOf(value: number): bigint {
  halves[LOW] = value;
  halves[1 - LOW] = value / HALF;
  return unsigned[0] ?? 0n;
}

function bigFrom(text: string, start: number, end: number): bigint | Reason {
  if (end - start <= EXACT_DIGITS) return bigOf(numberFrom(text, start, end));
  const digits = text.slice(start, end);
  const significant = digits.replace(/^0+/, '');
  if (significant.length > 20) return 'larger than 64 bits';
  const value = BigInt(digits);
  return value < U64_END ? value : 'larger than 64 bits';
}

/** A plain counter, u64 and exact. No unit may follow. */
export function readU64(text: string, start = 0, end = text.length): bigint | Reason {
  if (start === end) return 'no value';
  return digitsEnd(text, start, end) === end ? bigFrom(text, start, end) : 'not a number';
}

/** A time in nanoseconds, u64 and exact: `123 ns`, or `123`. */
export function readNanoseconds(text: string, start = 0, end = text.length): bigint | Reason {
  if (start === end) return 'no value';
  const stop = digitsEnd(text, start, end);
  if (stop === start) return 'not a number';
  const unit = isAt(NANOSECONDS, text, stop, end) ? 'ns' : unitOf(text, stop, end);
  return unit === 'ns' || unit === '' ? bigFrom(text, start, stop) : 'unknown unit of time';
}

function readScaled(units: ReadonlyMap<string, number>, kind: string, text: string, start: number, end: number): number | Reason {
  if (start === end) return 'no value';
  const stop = digitsEnd(text, start, end);
  if (stop === start) return 'not a number';
  const factor = stop === end ? 1 : isAt(KIBIBYTES, text, stop, end) ? units.get('KiB') : units.get(unitOf(text, stop, end));
  if (factor === undefined) return `unknown unit of ${kind}`;
  const scaled = numberFrom(text, start, stop) * factor;
  return scaled <= Number.MAX_SAFE_INTEGER ? scaled : 'larger than 53 bits';
}

/** An amount of memory in bytes, a safe integer: `34880 KiB`, `16 MiB`, `0`. Without a unit it is bytes. */
export function readBytes(text: string, start = 0, end = text.length): number | Reason {
  return readScaled(BYTE_UNITS, 'memory', text, start, end);
}

/** A frequency in hertz, a safe integer: `710000000 Hz`, `1100 MHz`. Without a unit it is Hz. */
export function readHertz(text: string, start = 0, end = text.length): number | Reason {
  return readScaled(HERTZ_UNITS, 'frequency', text, start, end);
}

/** A whole number without unit, a safe integer. */
export function readInteger(text: string, start = 0, end = text.length): number | Reason {
  const value = readU64(text, start, end);
  if (typeof value === 'string') return value;
  return value <= Number.MAX_SAFE_INTEGER ? Number(value) : 'larger than 53 bits';
}
