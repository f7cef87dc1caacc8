/**
 * The recent past of one client or device: rows of a few numbers in a ring, each row over a span of time.
 *
 * They are typed arrays of a fixed length, so what is kept is bounded and known: a row takes 24 bytes, 4 for each
 * engine and 8 for each region in which there ever was something; 600 rows with 5 engines and 4 such regions take 46 KB. Ratios are kept as 32-bit floats (exact
 * to 1 in 16 million). NaN stands for "not known" inside and never leaves.
 */
import type { ByName } from '../measures/by-name.js';
import { Ring, type Span } from './ring.js';
import type { Series } from './series.js';
import { SeriesGroup, type ValueOf } from './series-group.js';

/** More columns than any driver has; further ones are not kept. */
const MOST_COLUMNS = 48;

export class Track {
  readonly #ring: Ring;
  readonly #engines: SeriesGroup;
  readonly #regions: SeriesGroup;

  constructor(rows: number) {
    this.#ring = new Ring(rows);
    this.#engines = new SeriesGroup(this.#ring, (length) => new Float32Array(length), false);
    this.#regions = new SeriesGroup(this.#ring, (length) => new Float64Array(length), true);
  }

  /** Rows that are kept now. */
  get length(): number {
    return this.#ring.length;
  }

  /** Seconds from the first row that is kept to the last. */
  get seconds(): number {
    return this.#ring.seconds;
  }

  /** Bytes of all columns. */
  get bytes(): number {
    return this.#ring.rows * (24 + 4 * this.#engines.columns + 8 * this.#regions.columns);
  }

  get engines(): readonly string[] {
    return this.#engines.names;
  }

  get regions(): readonly string[] {
    return this.#regions.names;
  }

  /** The highest ratio of the engines in equal parts of the last seconds, oldest first; NaN is a gap. */
  busiestResampled(seconds: number, points: number): Float64Array {
    return this.#engines.highestResampled(seconds, points);
  }

  /** Ratios of an engine; null if it never had one. */
  engine(name: string): Series | null {
    return this.#engines.series(name);
  }

  /** Bytes in use of a region; null if it was never seen. */
  region(name: string): Series | null {
    return this.#regions.series(name);
  }

  /** Mean ratio of an engine over the last seconds, weighted by measured time; null where nothing was known in them. */
  average(engine: string, seconds: number): number | null {
    return this.#engines.average(engine, seconds);
  }

  /** Mean of the busiest engine over the last seconds; null where nothing was known in them. */
  busiestAverage(seconds: number): number | null {
    return this.#engines.highestAverage(seconds);
  }

  /** Adds a row over a `Span`. Times must not go back. */
  add<E, R>(
    endMs: number,
    measuredMs: number,
    drawnMs: number,
    engines: ByName<E>,
    ratioOf: ValueOf<E>,
    regions: ByName<R>,
    bytesOf: ValueOf<R>,
  ): void {
    const place = this.#ring.add(endMs, measuredMs, drawnMs);
    this.#engines.put(place, engines, ratioOf, MOST_COLUMNS - this.#regions.names.length);
    this.#regions.put(place, regions, bytesOf, MOST_COLUMNS - this.#engines.names.length);
  }

  /** Adds a row in which nothing is known. */
  addGap({ endMs, measuredMs, drawnMs }: Span): void {
    const place = this.#ring.add(endMs, measuredMs, drawnMs);
    this.#engines.clear(place);
    this.#regions.clear(place);
  }
}
