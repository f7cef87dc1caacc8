/** The columns of one kind in a track, engines' or regions', each by its name. */
import { type ByName, placeOf } from '../measures/by-name.js';
import { Grid, type Numbers } from './grid.js';
import { highestOver } from './highest-over.js';
import { MeansOver } from './means-over.js';
import type { Ring } from './ring.js';
import { Series } from './series.js';

/** The number of a thing; null is unknown. */
export type ValueOf<T> = (thing: T) => number | null;

export class SeriesGroup {
  readonly #ring: Ring;
  readonly #grid: Grid;
  /** In the order in which they came. */
  readonly #names: string[] = [];
  readonly #series = new Map<string, Series>();
  /** Those that have a column, in the order of these. */
  readonly #columns: string[] = [];
  /**
   * Those that were there from the first row on and never were anything but 0, as most memory regions of a driver are: for all of them one
   * mark a row.
   */
  #columnless: string[] = [];
  readonly #zeroRows: Uint8Array;
  /** The names of the last row's things, and where those with a column and those without stand among them; -1: nowhere. */
  #met: readonly string[] = [];
  #places: readonly number[] = [];
  #columnlessPlaces: readonly number[] = [];
  /** All of those names are ours. */
  #isEachKnown = true;
  /** Things of the last row in which all that have no column were 0. */
  #lastZeros: readonly unknown[] = [];
  /** One for each time that is averaged over. */
  readonly #means: MeansOver[] = [];

  /** @param sparesZeros what is 0 gets a column when it is something else; `average` and `highest…` do not know of it until then */
  constructor(ring: Ring, make: (length: number) => Numbers, sparesZeros: boolean) {
    this.#ring = ring;
    this.#grid = new Grid(ring.rows, make);
    this.#zeroRows = new Uint8Array(sparesZeros ? ring.rows : 0);
  }

  get names(): readonly string[] {
    return this.#names;
  }

  /** How many have a column. */
  get columns(): number {
    return this.#columns.length;
  }

  /** Null if there never was one of that name. */
  series(name: string): Series | null {
    return this.#series.get(name) ?? null;
  }

  /**
   * Fills a row with the values of things by their names; unknown is what is not among them.
   *
   * @param most columns that there may be; further ones are not kept
   */
  put<T>(place: number, things: ByName<T>, valueOf: ValueOf<T>, most: number): void {
    if (things.names !== this.#met) this.#meet(things.names);
    if (this.#columnless.length > 0) this.#lookAtColumnless(place, things, valueOf);
    if (!this.#isEachKnown) this.#add(place, things, valueOf, most);
    this.#fill(place, things.list, valueOf);
  }

  /** Makes a row unknown. */
  clear(place: number): void {
    this.#grid.clear(place);
    if (this.#columnless.length > 0) this.#zeroRows[place] = 0;
  }

  /** The highest of what all series' `resampled` give, part by part; NaN is a gap in all of them. */
  highestResampled(seconds: number, points: number): Float64Array {
    return highestOver(this.#ring, this.#grid, seconds, points);
  }

  /** Mean over the last seconds, weighted by measured time; null where nothing was known in them. */
  average(name: string, seconds: number): number | null {
    const mean = this.#meansOver(seconds)[this.#series.get(name)?.column ?? -1] ?? NaN;
    return Number.isNaN(mean) ? null : mean;
  }

  /** The highest of the averages; null where nothing was known. */
  highestAverage(seconds: number): number | null {
    let most: number | null = null;
    for (const mean of this.#meansOver(seconds)) if (!Number.isNaN(mean) && (most === null || mean > most)) most = mean;
    return most;
  }

  /** Finds where those that are known stand in a list of names. */
  #meet(names: readonly string[]): void {
    const placeIn = (name: string): number => placeOf(names, name);
    this.#met = names;
    this.#places = this.#columns.map(placeIn);
    this.#columnlessPlaces = this.#columnless.map(placeIn);
    this.#isEachKnown = names.every((name) => this.#series.has(name));
    this.#lastZeros = [];
  }

  /** By places: this runs for all engines and regions of all clients in each tick. */
  #fill<T>(place: number, things: readonly T[], valueOf: ValueOf<T>): void {
    const { numbers, width } = this.#grid;
    const places = this.#places;
    const first = place * width;
    for (let i = 0; i < places.length; i++) {
      const thing = things[places[i] ?? -1];
      numbers[first + i] = thing === undefined ? NaN : (valueOf(thing) ?? NaN);
    }
  }

  /** Gives columns to those that are not 0 any more, or not there. */
  #lookAtColumnless<T>(place: number, { names, list }: ByName<T>, valueOf: ValueOf<T>): void {
    const places = this.#columnlessPlaces;
    const last = this.#lastZeros;
    const isZero = (at: number): boolean => {
      const thing = list[at];
      return thing !== undefined && valueOf(thing) === 0;
    };
    let isSame = true;
    for (const at of places) {
      // What did not change is the very object of before.
      if (list[at] === undefined || (list[at] !== last[at] && !isZero(at))) isSame = false;
    }
    if (!isSame) {
      this.#addColumns(this.#columnless.filter((_, i) => !isZero(places[i] ?? -1)));
      this.#columnless = this.#columnless.filter((_, i) => isZero(places[i] ?? -1));
      this.#meet(names);
    }
    this.#lastZeros = list;
    this.#zeroRows[place] = 1;
  }

  /** Takes up those that come now. */
  #add<T>(place: number, things: ByName<T>, valueOf: ValueOf<T>, most: number): void {
    const isFirst = this.#ring.added === 1 && this.#zeroRows.length > 0;
    const others: string[] = [];
    const idle: string[] = [];
    for (const [name, thing] of things) {
      if (this.#series.has(name) || this.#names.length >= most) continue;
      this.#names.push(name);
      this.#series.set(name, new Series(this.#ring, this.#grid, this.#zeroRows, null));
      (isFirst && valueOf(thing) === 0 ? idle : others).push(name);
    }
    this.#addColumns(others);
    this.#columnless.push(...idle);
    this.#meet(things.names);
    if (isFirst) this.#zeroRows[place] = 1;
  }

  /** Columns of their own, with the zeros of the past for those that had none. */
  #addColumns(names: readonly string[]): void {
    if (names.length === 0) return;
    this.#grid.widen(this.#columns.length + names.length);
    for (const name of names) {
      const column = this.#columns.push(name) - 1;
      const series = this.#series.get(name);
      if (series !== undefined) series.column = column;
      if (!this.#columnless.includes(name)) continue;
      for (const [place, mark] of this.#zeroRows.entries()) if (mark === 1) this.#grid.set(place, column, 0);
    }
  }

  #meansOver(seconds: number): readonly number[] {
    for (const means of this.#means) if (means.seconds === seconds) return means.now();
    const means = new MeansOver(this.#ring, this.#grid, seconds);
    this.#means.push(means);
    return means.now();
  }
}
