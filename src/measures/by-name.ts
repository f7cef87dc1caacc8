/**
 * Values of the few engines or regions of one client, by their names and in the order in which they came: a map for whoever asks for one of
 * them, and two lists for whoever goes through all of them in every tick.
 *
 * `names` is one and the same list for as long as none comes or goes. Who has found its own place for each name needs no name again until
 * it meets another list.
 */
export class ByName<T> implements ReadonlyMap<string, T> {
  readonly names: readonly string[];
  /** In the order of `names`. */
  readonly list: readonly T[];

  constructor(names: readonly string[], list: readonly T[]) {
    this.names = names;
    this.list = list;
  }

  /** Of a map, or of pairs whose names differ. */
  static of<T>(pairs: Iterable<readonly [string, T]>): ByName<T> {
    const names: string[] = [];
    const list: T[] = [];
    for (const [name, value] of pairs) {
      names.push(name);
      list.push(value);
    }
    return new ByName(names, list);
  }

  /** Other values by the same names. */
  map<U>(change: (value: T, name: string) => U): ByName<U> {
    const { names } = this;
    return new ByName(
      names,
      this.list.map((value, place) => change(value, names[place] ?? '')),
    );
  }

  get size(): number {
    return this.names.length;
  }

  get(name: string): T | undefined {
    return this.list[placeOf(this.names, name)];
  }

  has(name: string): boolean {
    return placeOf(this.names, name) >= 0;
  }

  forEach(visit: (value: T, name: string, map: ReadonlyMap<string, T>) => void): void {
    for (const [place, name] of this.names.entries()) visit(this.list[place] as T, name, this);
  }

  keys(): MapIterator<string> {
    return this.names.values();
  }

  values(): MapIterator<T> {
    return this.list.values();
  }

  entries(): MapIterator<[string, T]> {
    return this.names.map((name, place): [string, T] => [name, this.list[place] as T]).values();
  }

  [Symbol.iterator](): MapIterator<[string, T]> {
    return this.entries();
  }
}

/** More names than a driver prints are found by a map. */
const FEW = 24;

const places = new WeakMap<readonly string[], ReadonlyMap<string, number>>();

/** Where a name stands in a list; -1: it does not. Quick for a few names, and for many once they have been asked before. */
export function placeOf(names: readonly string[], name: string): number {
  if (names.length <= FEW) return names.indexOf(name);
  let known = places.get(names);
  if (known === undefined) places.set(names, (known = new Map(names.map((each, place) => [each, place]))));
  return known.get(name) ?? -1;
}
