/**
 * Two-way descriptions of the recorded records: from one table come both the plain JSON of a value and, on the way back, the
 * value with every field checked. A recording is a file from anywhere, so nothing in it is believed.
 */
import { LIMITS } from './format.js';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** A record as it stands in the file: one plain JSON value for each field. */
export type Fields = Readonly<Record<string, Json>>;

/** Something in a file that no recorder of this format writes. Ends the block that holds it, not the program. */
export class Damage extends Error {
  override readonly name = 'Damage';
}

export interface Shape<T> {
  encode(value: T): Json;
  /** Throws `Damage`. A missing key arrives as undefined. */
  decode(json: unknown): T;
}

export interface RecordShape<T> {
  encode(value: T): Fields;
  decode(json: unknown): T;
}

function expected(what: string, found: unknown): never {
  const short =
    typeof found === 'string' ? `a text of ${found.length}` : typeof found === 'number' ? String(found) : typeof found;
  throw new Damage(`expected ${what}, found ${short}`);
}

export const text: Shape<string> = {
  encode: (value) => value,
  decode: (json) => (typeof json === 'string' && json.length <= LIMITS.textChars ? json : expected('a text', json)),
};

export const number: Shape<number> = {
  encode: (value) => value,
  // JSON has numbers that no double holds: `1e999` is read as Infinity.
  decode: (json) => (typeof json === 'number' && Number.isFinite(json) ? json : expected('a number', json)),
};

/** A number of things, or a span of time: not below 0. */
export const count: Shape<number> = {
  encode: (value) => value,
  decode: (json) =>
    typeof json === 'number' && json >= 0 && Number.isFinite(json) ? json : expected('a number from 0 up', json),
};

/** The last moment that a `Date` can hold, in ms since the epoch. */
const LAST_MS = 8.64e15;

/** Ms since the epoch. */
export const wallMs: Shape<number> = {
  encode: (value) => value,
  decode: (json) => (typeof json === 'number' && Math.abs(json) <= LAST_MS ? json : expected('a time', json)),
};

export const boolean: Shape<boolean> = {
  encode: (value) => value,
  decode: (json) => (typeof json === 'boolean' ? json : expected('true or false', json)),
};

/** A bigint; a plain number in the file where a double holds it exactly, else its decimal text. */
export const bigint: Shape<bigint> = {
  encode: (value) => (BigInt.asIntN(53, value) === value ? Number(value) : value.toString()),
  decode(json) {
    if (Number.isSafeInteger(json)) return BigInt(json as number);
    if (typeof json === 'string' && /^-?\d{1,30}$/.test(json)) return BigInt(json);
    return expected('a whole number', json);
  },
};

/** A count that only grows, or a number of bytes, ticks, a pid: whole, not below 0, and no larger than what a double holds exactly. */
export const whole: Shape<number> = {
  encode: (value) => value,
  decode: (json) =>
    Number.isSafeInteger(json) && (json as number) >= 0 ? (json as number) : expected('a whole number from 0 up', json),
};

/** A counter of the kernel: not below 0. */
export const counter: Shape<bigint> = {
  encode: (value) => bigint.encode(value),
  decode(json) {
    const value = bigint.decode(json);
    return value < 0n ? expected('a counter from 0 up', String(value)) : value;
  },
};

/** Null, also where the file has no such key: what an older recorder did not know is unknown. A number that is none (NaN) is unknown too. */
export function nullable<T>(shape: Shape<T>): Shape<T | null> {
  return {
    encode: (value) => (value === null || (typeof value === 'number' && !Number.isFinite(value)) ? null : shape.encode(value)),
    decode: (json) => (json === null || json === undefined ? null : shape.decode(json)),
  };
}

export function oneOf<T extends string>(values: readonly T[]): Shape<T> {
  return {
    encode: (value) => value,
    decode: (json) => values.find((value) => value === json) ?? expected(values.join(' or '), json),
  };
}

export function list<T>(entry: Shape<T>): Shape<readonly T[]> {
  return {
    encode: (values) => values.map((value) => entry.encode(value)),
    decode: (json) => (Array.isArray(json) ? json.map((value) => entry.decode(value)) : expected('a list', json)),
  };
}

/** A map with text keys, as a list of pairs: keeps the order, and a key such as `__proto__` is only a text. */
export function map<T>(entry: Shape<T>): Shape<ReadonlyMap<string, T>> {
  return {
    encode: (values) => Array.from(values, ([key, value]) => [key, entry.encode(value)]),
    decode: (json) =>
      new Map((Array.isArray(json) ? json : expected('a list', json)).map((pair: unknown) => decodePair(pair, entry))),
  };
}

/** As `map`; empty where the file has no such key. */
export function mapOrNone<T>(entry: Shape<T>): Shape<ReadonlyMap<string, T>> {
  const whole = map(entry);
  return { encode: (values) => whole.encode(values), decode: (json) => (json == null ? new Map() : whole.decode(json)) };
}

function decodePair<T>(pair: unknown, entry: Shape<T>): readonly [string, T] {
  if (!Array.isArray(pair) || pair.length !== 2) return expected('a pair', pair);
  return [text.decode(pair[0]), entry.decode(pair[1])];
}

/** A record with a shape for every field. Only the named fields are written, and keys that are not named are skipped when read. */
export function record<T extends object>(shapes: { readonly [K in keyof T]-?: Shape<T[K]> }): RecordShape<T> {
  const entries = Object.entries(shapes) as [keyof T & string, Shape<unknown>][];
  return {
    encode: (value) => Object.fromEntries(entries.map(([key, shape]) => [key, shape.encode(value[key])])),
    decode(json) {
      if (typeof json !== 'object' || json === null || Array.isArray(json)) return expected('a record', json);
      const source = json as Readonly<Record<string, unknown>>;
      return Object.fromEntries(entries.map(([key, shape]) => [key, decodeField(key, shape, source[key])])) as T;
    },
  };
}

function decodeField(key: string, shape: Shape<unknown>, json: unknown): unknown {
  try {
    return shape.decode(json);
  } catch (error) {
    throw error instanceof Damage ? new Damage(`${key}: ${error.message}`) : error;
  }
}
