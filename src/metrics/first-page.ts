/**
 * A series of a counter begins at 0: what it counted before its first page is on the second. Prometheus' `increase()` and `rate()` take a
 * series' first value for where it stood before, so a job that is over between two scrapes would count nothing.
 */
export class FirstPage {
  #shown: ReadonlySet<string> = new Set();
  #now = new Set<string>();

  /** The value that this page shows of a series, which may be asked for once a page. */
  value(series: readonly string[], value: number): number {
    const key = JSON.stringify(series);
    this.#now.add(key);
    return this.#shown.has(key) ? value : 0;
  }

  /** The page is whole: a series that was not on it has ended, and begins anew should it come back. */
  end(): void {
    this.#shown = this.#now;
    this.#now = new Set();
  }
}
