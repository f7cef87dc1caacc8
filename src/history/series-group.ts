/** The columns of one kind in a track, engines' or regions', each by its name. */
import { Grid, type Numbers } from './grid.js';
import { MovingMeans } from './moving-means.js';
import type { Ring } from './ring.js';
import { Series } from './series.js';

/** Where a row's numbers are read: things by name, and the number of each. */
export interface Values<T> {
  readonly of: ReadonlyMap<string, T>;
  readonly value: (thing: T) => number | null;
}

export class SeriesGroup {
  readonly #ring: Ring;
  readonly #grid: Grid;
  /** In the order of their columns, which is that in which they came. */
  readonly #names: string[] = [];
  readonly #columns = new Map<string, number>();
  readonly #series: Series[] = [];
  /** One for each time that is averaged over. */
  readonly #means: MovingMeans[] = [];

  constructor(ring: Ring, make: (length: number) => Numbers) {
    this.#ring = ring;
    this.#grid = new Grid(ring.rows, make);
  }

  get names(): readonly string[] {
    return this.#names;
  }

  get all(): readonly Series[] {
    return this.#series;
  }

  /** Null if there never was one of that name. */
  series(name: string): Series | null {
    return this.#series[this.#columns.get(name) ?? -1] ?? null;
  }

  /**
   * Fills a row; unknown is what is not among the values.
   *
   * @param room for columns that are new; further ones are not kept
   */
  put<T>(place: number, values: Values<T>, room: number): void {
    if (!this.#fill(place, values)) {
      this.#addColumns(values.of.keys(), room);
      this.#fill(place, values);
    }
  }

  /** Makes a row unknown. */
  clear(place: number): void {
    this.#grid.clear(place);
  }

  /** Mean over the last seconds, weighted by measured time; null where nothing was known in them. */
  average(name: string, seconds: number): number | null {
    const mean = this.#meansOver(seconds)[this.#columns.get(name) ?? -1] ?? NaN;
    return Number.isNaN(mean) ? null : mean;
  }

  /** The highest of the averages; null where nothing was known. */
  highestAverage(seconds: number): number | null {
    let most: number | null = null;
    for (const mean of this.#meansOver(seconds)) if (!Number.isNaN(mean) && (most === null || mean > most)) most = mean;
    return most;
  }

  /** False: there are some that have no column. */
  #fill<T>(place: number, { of, value }: Values<T>): boolean {
    let found = 0;
    let column = 0;
    // Asked for by name: of all engines and regions of all clients in each tick, a pair for each would be thrown away.
    for (const name of this.#names) {
      const thing = of.get(name);
      if (thing !== undefined) found += 1;
      this.#grid.set(place, column, (thing === undefined ? null : value(thing)) ?? NaN);
      column += 1;
    }
    return found === of.size;
  }

  #addColumns(names: Iterable<string>, room: number): void {
    const most = this.#names.length + room;
    for (const name of names) {
      if (this.#columns.has(name) || this.#names.length >= most) continue;
      const column = this.#names.push(name) - 1;
      this.#columns.set(name, column);
      this.#series.push(new Series(this.#ring, this.#grid, column));
    }
    if (this.#names.length > this.#grid.width) this.#grid.widen(this.#names.length);
  }

  #meansOver(seconds: number): readonly number[] {
    let means = this.#means.find((each) => each.seconds === seconds);
    if (means === undefined) this.#means.push((means = new MovingMeans(this.#ring, this.#grid, seconds)));
    return means.now();
  }
}
