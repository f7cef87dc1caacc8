/**
 * A series of a counter begins at 0: what it counted before its first page is on the second. Prometheus' `increase()` and `rate()` take a
 * series' first value for where it stood before, so a job that is over between two scrapes would count nothing.
 *
 * Each reader has a first page of its own: two replicas of Prometheus are both to see where a series began. One that asks for the first
 * time is shown as they are the series that others know: it may be the same Prometheus at another address, to which a counter that falls to
 * 0 would be a restart and all of its past new work.
 */

/** More readers than these at once are taken for one stranger, of whom nothing is kept. */
const MOST_READERS = 8;
/** A reader that did not ask for so long makes room for another. */
const FORGET_NS = 900_000_000_000n;

interface Reader {
  readonly shown: ReadonlySet<string>;
  readonly atNs: bigint;
}

export class FirstPages {
  readonly #readers = new Map<string, Reader>();
  #reader = '';
  #atNs = 0n;
  #now = new Set<string>();

  /** The name under which a reader is known; '' for one of too many. */
  nameOf(reader: string): string {
    if (this.#readers.has(reader) || this.#readers.size < MOST_READERS) return reader;
    return [...this.#readers.values()].some(({ atNs }) => this.#atNs - atNs > FORGET_NS) ? reader : '';
  }

  /** A page begins, for this reader and of this time. */
  begin(reader: string, atNs: bigint): void {
    this.#atNs = atNs;
    this.#reader = this.nameOf(reader);
    this.#now = new Set();
  }

  /** The value that this page shows of a series, which may be asked for once a page. */
  value(series: readonly string[], value: number): number {
    const key = JSON.stringify(series);
    this.#now.add(key);
    const known = this.#readers.get(this.#reader);
    const isShown = known === undefined ? [...this.#readers.values()].some(({ shown }) => shown.has(key)) : known.shown.has(key);
    return isShown ? value : 0;
  }

  /** The page is whole: a series that was not on it has ended, and begins anew should it come back. */
  end(): void {
    if (this.#reader === '') return;
    if (!this.#readers.has(this.#reader) && this.#readers.size >= MOST_READERS) {
      for (const [name, { atNs }] of this.#readers) if (this.#atNs - atNs > FORGET_NS) this.#readers.delete(name);
    }
    this.#readers.set(this.#reader, { shown: this.#now, atNs: this.#atNs });
  }
}
