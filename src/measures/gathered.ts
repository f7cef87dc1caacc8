/**
 * What is gathered by name from many values by name (`by-name.ts`), a thing for each name. Nearly all clients of a device have one list of names
 * between them, and for each list the things are looked up once.
 */
export class Gathered<T> {
  /** In the order in which their names came. */
  readonly all: T[] = [];
  readonly #make: (name: string) => T;
  readonly #byName = new Map<string, T>();
  readonly #byNames = new Map<readonly string[], readonly T[]>();
  #names: readonly string[] = [];
  #own: readonly T[] = [];

  /** @param make makes a thing for a new name */
  constructor(make: (name: string) => T) {
    this.#make = make;
  }

  one(name: string): T {
    let thing = this.#byName.get(name);
    if (thing === undefined) {
      thing = this.#make(name);
      this.all.push(thing);
      this.#byName.set(name, thing);
    }
    return thing;
  }

  /** The things of these names, in their order. */
  of(names: readonly string[]): readonly T[] {
    if (names === this.#names) return this.#own;
    const own = this.#byNames.get(names) ?? names.map((name) => this.one(name));
    this.#byNames.set(names, own);
    this.#names = names;
    this.#own = own;
    return own;
  }
}
