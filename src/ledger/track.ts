/**
 * The recent past of one client or device: rows of a few numbers in a ring, each row over a span of time.
 *
 * Columns are typed arrays of a fixed length, so what is kept is bounded and known: a row takes 24 bytes, 4 for each
 * engine and 8 for each region; 600 rows with 5 engines and 4 regions take 46 KB. Ratios are kept as 32-bit floats (exact
 * to 1 in 16 million). NaN stands for "not known" inside and never leaves.
 */

import { MovingMean } from './moving-mean.js';

/** A time in milliseconds, and how long before it the row's numbers hold. */
export interface Span {
  readonly endMs: number;
  /** The time that was measured: the weight of the row in an average. */
  readonly measuredMs: number;
  /** The time to draw it over: shorter than measured where measuring had been interrupted. */
  readonly drawnMs: number;
}

/** How two numbers of one time become one. */
export type Join = 'sum' | 'most';

/** One engine's or region's numbers over time. */
export interface Series {
  /** The last `samples` rows at most, oldest first; null is a gap. */
  recent(samples: number): (number | null)[];
  /** Joins the last rows with what stands in `into`, the newest in its last place. NaN there is unknown: the other counts. */
  joinRecent(into: Float64Array, join: Join): void;
  /** Mean over the last seconds, weighted by measured time; null where nothing was known in them. */
  average(seconds: number): number | null;
  /** Means of equal parts of the last seconds, oldest first: the points of a chart. Null is a gap. */
  resampled(seconds: number, points: number): (number | null)[];
}

/** Where a row's numbers are read: things by name, and the number of each. */
export interface Values<T> {
  readonly of: ReadonlyMap<string, T>;
  readonly value: (thing: T) => number | null;
}

/** More columns than any driver has; further ones are not kept. */
const MOST_COLUMNS = 48;

type Column = Float32Array | Float64Array;

/** A column and its view, made once: a frame asks for hundreds. */
interface Kept {
  readonly column: Column;
  readonly series: Series;
}

export class Track {
  readonly #rows: number;
  /** Rows ever added; the newest is at `(added - 1) % rows`. */
  #added = 0;
  readonly #ends: Float64Array;
  readonly #measured: Float64Array;
  readonly #drawn: Float64Array;
  readonly #engines = new Map<string, Kept>();
  readonly #regions = new Map<string, Kept>();

  constructor(rows: number) {
    this.#rows = rows;
    this.#ends = new Float64Array(rows);
    this.#measured = new Float64Array(rows);
    this.#drawn = new Float64Array(rows);
  }

  /** Rows that are kept now. */
  get length(): number {
    return Math.min(this.#added, this.#rows);
  }

  /** Bytes of all columns. */
  get bytes(): number {
    return this.#rows * (24 + 4 * this.#engines.size + 8 * this.#regions.size);
  }

  get engines(): string[] {
    return [...this.#engines.keys()];
  }

  get regions(): string[] {
    return [...this.#regions.keys()];
  }

  /** Ratios of an engine; null if it never had one. */
  engine(name: string): Series | null {
    return this.#engines.get(name)?.series ?? null;
  }

  /** Bytes in use of a region; null if it was never seen. */
  region(name: string): Series | null {
    return this.#regions.get(name)?.series ?? null;
  }

  /** Mean of the busiest engine over the last seconds; null where nothing was known in them. */
  busiestAverage(seconds: number): number | null {
    let most: number | null = null;
    for (const { series } of this.#engines.values()) {
      const average = series.average(seconds);
      if (average !== null && (most === null || average > most)) most = average;
    }
    return most;
  }

  /** Adds a row; without values it is a gap. Times must not go back. */
  add<E, R>({ endMs, measuredMs, drawnMs }: Span, engines?: Values<E>, regions?: Values<R>): void {
    const at = this.#added++ % this.#rows;
    this.#ends[at] = endMs;
    this.#measured[at] = measuredMs;
    this.#drawn[at] = drawnMs;
    this.#put(this.#engines, at, engines, () => new Float32Array(this.#rows));
    this.#put(this.#regions, at, regions, () => new Float64Array(this.#rows));
  }

  #put<T>(columns: Map<string, Kept>, at: number, values: Values<T> | undefined, newColumn: () => Column): void {
    for (const { column } of columns.values()) column[at] = NaN;
    // Of all engines and regions of all clients in each tick: `forEach` of a map makes no pair for each entry.
    values?.of.forEach((thing, name) => {
      const kept = columns.get(name) ?? this.#newColumn(columns, name, newColumn);
      if (kept !== null) kept.column[at] = values.value(thing) ?? NaN;
    });
  }

  #newColumn(columns: Map<string, Kept>, name: string, newColumn: () => Column): Kept | null {
    if (this.#engines.size + this.#regions.size >= MOST_COLUMNS) return null;
    const column = newColumn().fill(NaN);
    const kept = { column, series: this.#series(column) };
    columns.set(name, kept);
    return kept;
  }

  #recent(column: Column, samples: number): (number | null)[] {
    const into = new Float64Array(Math.min(samples, this.length)).fill(NaN);
    this.#joinRecent(column, into, 'sum');
    return Array.from(into, known);
  }

  #joinRecent(column: Column, into: Float64Array, join: Join): void {
    const count = Math.min(into.length, this.length);
    let at = (this.#added - count) % this.#rows;
    for (let i = into.length - count; i < into.length; i++) {
      const value = column[at] ?? NaN;
      const before = into[i] ?? NaN;
      if (Number.isNaN(before)) into[i] = value;
      else if (join === 'sum' && !Number.isNaN(value)) into[i] = before + value;
      else if (value > before) into[i] = value;
      at = at + 1 === this.#rows ? 0 : at + 1;
    }
  }

  #series(column: Column): Series {
    const ring = { rows: this.#rows, ends: this.#ends, measured: this.#measured };
    /** One for each time that is averaged over. */
    const means: MovingMean[] = [];
    return {
      recent: (samples) => this.#recent(column, samples),
      joinRecent: (into, join) => this.#joinRecent(column, into, join),
      average: (seconds) => {
        let mean = means.find((each) => each.seconds === seconds);
        if (mean === undefined) means.push((mean = new MovingMean(ring, column, seconds)));
        return mean.at(this.#added);
      },
      resampled: (seconds, points) => this.#means(column, seconds, points),
    };
  }

  /**
   * Each row's value goes into every part of the window that its span touches, by the time that it has there. Rows are taken from
   * the newest back, so the parts come one after the other, too.
   */
  #means(column: Column, seconds: number, points: number): (number | null)[] {
    const means = new Array<number | null>(points).fill(null);
    const [rows, ends, drawn] = [this.#rows, this.#ends, this.#drawn];
    let at = (this.#added - 1) % rows;
    const partMs = (seconds * 1000) / points;
    const startMs = (ends[at] ?? NaN) - seconds * 1000;
    let part = points - 1;
    let sum = 0;
    let weight = 0;
    for (let left = this.length; left > 0; left--) {
      const endMs = (ends[at] ?? NaN) - startMs;
      if (endMs <= 0) break;
      const value = column[at] ?? NaN;
      const fromMs = Math.max(endMs - (drawn[at] ?? NaN), 0);
      at = at === 0 ? rows - 1 : at - 1;
      if (Number.isNaN(value)) continue;
      for (; part >= 0; part--) {
        const overlapMs = Math.min(endMs, (part + 1) * partMs) - Math.max(fromMs, part * partMs);
        if (overlapMs > 0) {
          sum += value * overlapMs;
          weight += overlapMs;
          means[part] = sum / weight;
        }
        // What is left of this part is an older row's.
        if (fromMs > part * partMs) break;
        sum = 0;
        weight = 0;
      }
    }
    return means;
  }
}

function known(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : value;
}
