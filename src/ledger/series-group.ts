/** The columns of one kind in a track, engines' or regions', each by its name. */
import { MovingMeans } from './moving-means.js';
import type { Column, Ring } from './ring.js';
import { Series } from './series.js';

/** Where a row's numbers are read: things by name, and the number of each. */
export interface Values<T> {
  readonly of: ReadonlyMap<string, T>;
  readonly value: (thing: T) => number | null;
}

/** A column and its view, made once: a frame asks for hundreds. */
interface Kept {
  readonly name: string;
  readonly column: Column;
  readonly series: Series;
}

export class SeriesGroup {
  readonly #ring: Ring;
  readonly #newColumn: (rows: number) => Column;
  /** In the order in which they came. */
  readonly #kept: Kept[] = [];
  readonly #columns: Column[] = [];
  readonly #byName = new Map<string, number>();
  /** One for each time that is averaged over. */
  readonly #means: MovingMeans[] = [];

  constructor(ring: Ring, newColumn: (rows: number) => Column) {
    this.#ring = ring;
    this.#newColumn = newColumn;
  }

  get size(): number {
    return this.#kept.length;
  }

  get names(): string[] {
    return this.#kept.map(({ name }) => name);
  }

  /** Null if there never was one of that name. */
  series(name: string): Series | null {
    return this.#kept[this.#byName.get(name) ?? -1]?.series ?? null;
  }

  /**
   * Fills the row at `at`; unknown is what is not among the values.
   *
   * @param room for columns that are new; further ones are not kept
   */
  put<T>(at: number, { of, value }: Values<T>, room: number): void {
    for (const column of this.#columns) column[at] = NaN;
    const most = this.#columns.length + room;
    // Mostly they come in the order of the row before.
    let expected = 0;
    // Of all engines and regions of all clients in each tick: `forEach` of a map makes no pair for each entry.
    of.forEach((thing, name) => {
      const place = this.#kept[expected]?.name === name ? expected : this.#place(name, most);
      expected = place + 1;
      const column = this.#columns[place];
      if (column !== undefined) column[at] = value(thing) ?? NaN;
    });
  }

  /** A gap in all columns. */
  putNothing(at: number): void {
    for (const column of this.#columns) column[at] = NaN;
  }

  /** Mean over the last seconds, weighted by measured time; null where nothing was known in them. */
  average(name: string, seconds: number): number | null {
    const mean = this.#meansOver(seconds)[this.#byName.get(name) ?? -1] ?? NaN;
    return Number.isNaN(mean) ? null : mean;
  }

  /** The highest of the averages; null where nothing was known. */
  highestAverage(seconds: number): number | null {
    let most: number | null = null;
    for (const mean of this.#meansOver(seconds)) if (!Number.isNaN(mean) && (most === null || mean > most)) most = mean;
    return most;
  }

  #meansOver(seconds: number): readonly number[] {
    let means = this.#means.find((each) => each.seconds === seconds);
    if (means === undefined) this.#means.push((means = new MovingMeans(this.#ring, this.#columns, seconds)));
    return means.now();
  }

  /** -1: there is no room for it. */
  #place(name: string, most: number): number {
    const known = this.#byName.get(name);
    if (known !== undefined) return known;
    if (this.#columns.length >= most) return -1;
    const column = this.#newColumn(this.#ring.rows).fill(NaN);
    this.#kept.push({ name, column, series: new Series(this.#ring, column) });
    this.#byName.set(name, this.#columns.length);
    return this.#columns.push(column) - 1;
  }
}
