/**
 * What only grows while the screen is open, so that nothing jumps: engines stay in a device's panel and columns in the
 * table after their last client is gone, and a column that once needed more cells keeps them.
 */
import type { Snapshot } from '../ledger/snapshot.js';
import type { Column } from '../view/columns/columns.js';
import { inEngineOrder } from '../measures/engines.js';

/** So few that less than a tenth of a screen of 24 rows is blank, or of 40. */
const SPARE_ROWS = 1;
const SPARE_ROWS_HIGH = 2;
const HIGH = 40;

export class Steady {
  #engines = new Map<string, string[]>();
  #columns: readonly Column[] = [];
  #grouping = '';
  #rows = 0;

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

  /** Rows to keep for the table: the most that there were so far, and a few beyond, so that the next client moves nothing. */
  rows(count: number, height: number): number {
    if (count > this.#rows) this.#rows = count + (height < HIGH ? SPARE_ROWS : SPARE_ROWS_HIGH);
    return this.#rows;
  }
}
