/**
 * What only grows while the screen is open, so that nothing jumps: engines stay in a device's panel and columns in the
 * table after their last client is gone, and a column that once needed more cells keeps them.
 */
import type { Snapshot } from '../ledger/snapshot.js';
import type { Column } from '../view/columns/columns.js';
import { inEngineOrder } from '../measures/engines.js';

/** For one that ends, which stays for a while, and one that comes; so few that less than a tenth of a screen of 24 rows is blank, or of 48. */
const SPARE_ROWS = 2;
const SPARE_ROWS_HIGH = 3;
const HIGH = 48;
/** Rows that nobody needed for so long, twice over at most, and that are so many, go back to the charts; fewer hold what is said of the selected row. */
export const NEEDED_NS = 60_000_000_000n;
const MUCH = 3;

/** How late a new client can be hangs on what CPU there is for looking: told is the most of this time, less only when it is much less. */
const DELAYS_NS = 60_000_000_000n;
const MUCH_LESS = 0.75;

export class Steady {
  #engines = new Map<string, string[]>();
  #columns: readonly Column[] = [];
  #grouping = '';
  #rows = 0;
  #rowsOf: readonly unknown[] = [];
  /** The most rows of this minute, and of the one before. */
  #most = 0;
  #mostBefore = 0;
  #minuteNs = 0n;
  /** The newest last, each lower than those before it. */
  #delays: { readonly atNs: bigint; readonly ns: number }[] = [];
  #delayNs = 0;
  #calmed: { readonly given: Snapshot; readonly snapshot: Snapshot } | null = null;

  /** Engines of each device, in the order of the view with new ones where they belong. */
  engines(snapshot: Snapshot): ReadonlyMap<string, readonly string[]> {
    for (const device of snapshot.devices) {
      const seen = this.#engines.get(device.id) ?? [];
      const now = [...device.engines.keys()];
      if (now.every((name) => seen.includes(name))) continue;
      this.#engines.set(device.id, inEngineOrder([...seen, ...now]));
    }
    return this.#engines;
  }

  /** `columns` with those of earlier frames in their places; a change of grouping starts anew. */
  columns(columns: readonly Column[], grouping: string): readonly Column[] {
    if (grouping !== this.#grouping) this.#columns = [];
    this.#grouping = grouping;
    const now = new Map(columns.map((column) => [column.key, column]));
    const merged = [...columns];
    let place = 0;
    for (const old of this.#columns) {
      const found = merged.findIndex((column) => column.key === old.key);
      if (now.has(old.key)) {
        const kept = merged[found];
        if (kept !== undefined && kept.width < old.width) merged[found] = { ...kept, width: old.width };
        place = found + 1;
      } else {
        merged.splice(place, 0, old);
        place += 1;
      }
    }
    this.#columns = merged;
    return merged;
  }

  /** A snapshot whose delay until new clients are seen is a bound that does not change with every tick; the same for the same. */
  calm(given: Snapshot): Snapshot {
    if (this.#calmed?.given === given) return this.#calmed.snapshot;
    const snapshot = { ...given, cost: { ...given.cost, worstDelayNs: this.#delay(given) } };
    this.#calmed = { given, snapshot };
    return snapshot;
  }

  #delay({ atNs, cost: { worstDelayNs } }: Snapshot): number | null {
    if (worstDelayNs === null) return null;
    // A recording can be wound back.
    const last = this.#delays.filter((each) => each.atNs < atNs && atNs - each.atNs < DELAYS_NS && each.ns > worstDelayNs);
    this.#delays = [...last, { atNs, ns: worstDelayNs }];
    const most = this.#delays[0]?.ns ?? worstDelayNs;
    if (most > this.#delayNs || most < this.#delayNs * MUCH_LESS) this.#delayNs = most;
    return this.#delayNs;
  }

  /**
   * Rows to keep for the table: the most that there were of late, and a few beyond, so that the next client moves nothing.
   *
   * @param view what decides which rows there are: where that changed, the user expects things to move
   * @param isFirstSight nothing is known of them yet: most may turn out idle
   */
  rows(count: number, height: number, view: readonly unknown[], isFirstSight: boolean, atNs: bigint): number {
    if (view.some((part, i) => part !== this.#rowsOf[i])) [this.#rows, this.#most, this.#mostBefore] = [0, 0, 0];
    this.#rowsOf = view;
    const spare = height < HIGH ? SPARE_ROWS : SPARE_ROWS_HIGH;
    if (isFirstSight) return Math.max(this.#rows, count + spare);
    this.#most = Math.max(this.#most, count);
    if (count > this.#rows) this.#rows = count + spare;
    // A recording can be wound back.
    if (atNs < this.#minuteNs || atNs - this.#minuteNs >= NEEDED_NS) {
      const needed = Math.max(this.#most, this.#mostBefore) + spare;
      if (this.#rows - needed >= MUCH) this.#rows = needed;
      [this.#most, this.#mostBefore, this.#minuteNs] = [count, this.#most, atNs];
    }
    return this.#rows;
  }
}
