/**
 * The recent past of one client or device: rows of a few numbers in a ring, each row over a span of time.
 *
 * Columns are typed arrays of a fixed length, so what is kept is bounded and known: a row takes 24 bytes, 4 for each
 * engine and 8 for each region; 600 rows with 5 engines and 4 regions take 46 KB. Ratios are kept as 32-bit floats (exact
 * to 1 in 16 million). NaN stands for "not known" inside and never leaves.
 */

/** A time in milliseconds, and how long before it the row's numbers hold. */
export interface Span {
  readonly endMs: number;
  /** The time that was measured: the weight of the row in an average. */
  readonly measuredMs: number;
  /** The time to draw it over: shorter than measured where measuring had been interrupted. */
  readonly drawnMs: number;
}

/** One engine's or region's numbers over time. */
export interface Series {
  /** The last `samples` rows at most, oldest first; null is a gap. */
  recent(samples: number): (number | null)[];
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
    if (values === undefined) return;
    for (const [name, thing] of values.of) {
      let kept = columns.get(name);
      if (kept === undefined) {
        if (this.#engines.size + this.#regions.size >= MOST_COLUMNS) return;
        const column = newColumn().fill(NaN);
        kept = { column, series: this.#series(column) };
        columns.set(name, kept);
      }
      kept.column[at] = values.value(thing) ?? NaN;
    }
  }

  #recent(column: Column, samples: number): (number | null)[] {
    const values: (number | null)[] = [];
    for (let row = this.#added - Math.min(samples, this.length); row < this.#added; row++)
      values.push(known(column[row % this.#rows]));
    return values;
  }

  /** The oldest row that ends after a time. Looked for from the newest back: a mean of 10 s needs ten of 600 rows. */
  #firstAfter(timeMs: number): number {
    const oldest = this.#added - this.length;
    let row = this.#added;
    while (row > oldest && (this.#ends[(row - 1) % this.#rows] ?? NaN) > timeMs) row--;
    return row;
  }

  #series(column: Column): Series {
    return {
      recent: (samples) => this.#recent(column, samples),
      average: (seconds) => this.#mean(column, seconds),
      resampled: (seconds, points) => this.#means(column, seconds, points),
    };
  }

  #mean(column: Column, seconds: number): number | null {
    const startMs = (this.#ends[(this.#added - 1) % this.#rows] ?? NaN) - seconds * 1000;
    let sum = 0;
    let weight = 0;
    for (let row = this.#firstAfter(startMs); row < this.#added; row++) {
      const at = row % this.#rows;
      const value = column[at] ?? NaN;
      if (Number.isNaN(value)) continue;
      const overlapMs = Math.min(this.#measured[at] ?? 0, (this.#ends[at] ?? NaN) - startMs);
      sum += value * overlapMs;
      weight += overlapMs;
    }
    return weight === 0 ? null : sum / weight;
  }

  /** Each row's value goes into every part of the window that its span touches, by the time that it has there. */
  #means(column: Column, seconds: number, points: number): (number | null)[] {
    const nowMs = this.#ends[(this.#added - 1) % this.#rows] ?? NaN;
    const partMs = (seconds * 1000) / points;
    const startMs = nowMs - seconds * 1000;
    const [sums, weights] = [new Float64Array(points), new Float64Array(points)];
    for (let row = this.#firstAfter(startMs); row < this.#added; row++) {
      const at = row % this.#rows;
      const value = column[at] ?? NaN;
      if (Number.isNaN(value)) continue;
      const endMs = this.#ends[at] ?? NaN;
      const spanMs = this.#drawn[at] ?? NaN;
      const fromMs = Math.max(endMs - spanMs, startMs);
      for (let part = Math.floor((fromMs - startMs) / partMs); part < points && startMs + part * partMs < endMs; part++) {
        const overlapMs = Math.min(endMs, startMs + (part + 1) * partMs) - Math.max(fromMs, startMs + part * partMs);
        if (overlapMs <= 0) continue;
        sums[part] = (sums[part] ?? 0) + value * overlapMs;
        weights[part] = (weights[part] ?? 0) + overlapMs;
      }
    }
    return Array.from(sums, (sum, part) => known(sum / (weights[part] ?? 0)));
  }
}

function known(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : value;
}
