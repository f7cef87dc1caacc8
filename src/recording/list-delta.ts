/**
 * A list of keyed records as a difference from the list before: processes, devices, kernel clients and the places of readings.
 * Nearly always the same records in the same order with a few changed fields.
 */
import { LIMITS } from './format.js';
import { Damage, type Fields, type Json } from './shape.js';

/** Absent parts: nothing of the kind. */
export interface ListDelta {
  /**
   * The new order as pairs: `from, count` takes a run of the old list, `-1, count` takes the next new records. Absent: as before.
   */
  readonly order?: readonly number[];
  /** Records that the old list does not have, whole. */
  readonly added?: readonly Fields[];
  /** Pairs of index in the new list and the fields that changed. */
  readonly changed?: readonly (number | Fields)[];
}

/** Fields of `after` that differ from `before`; null when none do. */
export function diffFields(before: Fields, after: Fields): Fields | null {
  let changed: Record<string, Json> | null = null;
  for (const [key, value] of Object.entries(after)) {
    if (!same(before[key] ?? null, value)) (changed ??= {})[key] = value;
  }
  return changed;
}

function same(a: Json, b: Json): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  return JSON.stringify(a) === JSON.stringify(b);
}

/**
 * The difference that makes `after` out of `before`, null when they are equal; and for each new record the index of the old one that it
 * continues, or -1.
 *
 * `key` says which records belong together. It need not be unique: a wrong match costs bytes, never exactness.
 */
export function diffList(
  before: readonly Fields[],
  after: readonly Fields[],
  key: (fields: Fields) => Json,
): { readonly delta: ListDelta | null; readonly origins: readonly number[] } {
  const places = new Map(before.map((fields, index) => [key(fields), index]));
  const origins = after.map((fields) => places.get(key(fields)) ?? -1);
  const changed: (number | Fields)[] = [];
  for (const [index, fields] of after.entries()) {
    const old = before[origins[index] ?? -1];
    const patch = old === undefined ? null : diffFields(old, fields);
    if (patch !== null) changed.push(index, patch);
  }
  const moved = after.length !== before.length || origins.some((origin, index) => origin !== index);
  const delta: ListDelta = {
    ...(moved ? { order: runs(origins) } : {}),
    ...(origins.includes(-1) ? { added: after.filter((_, index) => origins[index] === -1) } : {}),
    ...(changed.length > 0 ? { changed } : {}),
  };
  return { delta: moved || changed.length > 0 ? delta : null, origins };
}

function runs(origins: readonly number[]): number[] {
  const pairs: number[] = [];
  let [from, count] = [0, 0];
  for (const origin of origins) {
    if (count > 0 && origin === (from === -1 ? -1 : from + count)) {
      count += 1;
      continue;
    }
    if (count > 0) pairs.push(from, count);
    [from, count] = [origin, 1];
  }
  return count > 0 ? [...pairs, from, count] : pairs;
}

/** A list after its difference is applied, and where each entry came from, as in `diffList`. */
export interface PatchedList {
  readonly list: readonly Fields[];
  readonly origins: readonly number[];
}

/** Undoes `diffList`. `delta` is the parsed JSON as it came, undefined for none. Throws `Damage`. */
export function patchList(before: readonly Fields[], delta: unknown): PatchedList {
  const { order, added, changed } = asFields(delta ?? {}) as Readonly<Record<string, unknown>>;
  const origins = order === undefined ? before.map((_, index) => index) : unroll(order, before.length);
  const fresh = (Array.isArray(added) ? (added as readonly unknown[]) : []).values();
  const list = origins.map((origin) => {
    const old = origin === -1 ? undefined : before[origin];
    return old ?? patchFields({}, fresh.next().value ?? null);
  });
  for (const [index, patch] of changesOf(changed)) list[index] = patchFields(asFields(list[index]), patch);
  return { list, origins };
}

/** The record with some fields changed; `patch` is parsed JSON as it came, undefined for no change. Throws `Damage`. */
export function patchFields(before: Fields, patch: unknown): Fields {
  if (patch === undefined) return before;
  const fields = { ...before, ...asFields(patch) };
  if (Object.keys(fields).length > LIMITS.recordFields) throw new Damage('a record has more fields than any recorder writes');
  return fields;
}

/** Pairs of index and change, as they came; each index but once and in order, so that a line costs no more than the list is long. */
export function* changesOf(pairs: unknown): Generator<readonly [index: number, change: unknown]> {
  if (pairs === undefined) return;
  if (!Array.isArray(pairs)) throw new Damage('the changes of a list are not a list');
  let last = -1;
  for (let at = 0; at < pairs.length; at += 2) {
    const index = pairs[at] as unknown;
    if (!isCount(index, last + 1)) throw new Damage('a changed entry has no index, or one out of order');
    last = index;
    yield [index, pairs[at + 1]];
  }
}

function unroll(order: unknown, length: number): number[] {
  if (!Array.isArray(order)) throw new Damage('the order of a list is not a list');
  const origins: number[] = [];
  for (let at = 0; at < order.length; at += 2) {
    const from = order[at] as unknown;
    const count = order[at + 1] as unknown;
    if (!isCount(from, -1) || !isCount(count, 1)) throw new Damage('the order of a list is not made of whole numbers');
    if (from + count > length && from !== -1) throw new Damage(`a list of ${length} has no entry ${from + count - 1}`);
    if (origins.length + count > LIMITS.listEntries) throw new Damage(`a list is longer than ${LIMITS.listEntries}`);
    for (let step = 0; step < count; step += 1) origins.push(from === -1 ? -1 : from + step);
  }
  return origins;
}

function isCount(value: unknown, least: number): value is number {
  return Number.isSafeInteger(value) && (value as number) >= least;
}

function asFields(value: unknown): Fields {
  // A list or a text spread into a record would become a field for each of its entries.
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Damage('a record is missing or is none');
  return value as Fields;
}
