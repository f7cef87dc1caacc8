/** The table's columns: what the devices have, steady over the session, less what the user hid. */
import { averagesOf, type History } from '../history/history.js';
import type { Snapshot } from '../ledger/snapshot.js';
import { columnFacts } from '../view/columns/column-facts.js';
import { columnsOf, findColumn, type Averages, type Column } from '../view/columns/columns.js';
import { devicesNamed } from '../view/devices/device-names.js';
import type { UiState } from './state/state.js';
import type { Steady } from './steady.js';
import { LEFT_OUT } from '../view/columns/fit-columns.js';
import { traceColumn } from './charts/trace-column.js';

/** Of regions that were asked for: next to the sum of them. */
const REGIONS_RANK = 11;

export interface WantedColumns {
  /** Every column that there is. */
  readonly all: readonly Column[];
  /** Those to show, as far as they fit. */
  readonly wanted: readonly Column[];
}

type Choice = Pick<UiState, 'hidden' | 'allRegions'> & Pick<UiState['view'], 'sort'>;

/** Chooses for one frame after the other, and makes columns only where other ones are called for. */
export class ColumnChooser {
  readonly #steady: Steady;
  readonly #averages: Averages;
  readonly #trace: Column;
  /** What `#all` was made of. */
  #facts = '';
  #all: readonly Column[] = [];
  /** What was chosen last, and by what of the state. */
  #made: (WantedColumns & Choice) | null = null;

  constructor(steady: Steady, history: History) {
    this.#steady = steady;
    this.#trace = traceColumn(history);
    this.#averages = averagesOf(history);
  }

  /** The same as before, where nothing that decides has changed. */
  choose(snapshot: Snapshot, { view: { by, device, sort }, hidden, allRegions }: UiState): WantedColumns {
    const all = this.#columns(within(snapshot, device), by, device);
    const made = this.#made;
    if (made?.all === all && made.hidden === hidden && made.allRegions === allRegions && made.sort === sort) return made;
    const wanted = all
      .filter(({ key }) => !hidden.has(key) || key === sort)
      .map((column) => (column.kind === 'region' ? { ...column, rank: allRegions ? REGIONS_RANK : LEFT_OUT } : column));
    // The rows may be ordered by a word for several engines (`decode`), or by what nobody has now.
    if (sort !== null && !all.some(({ key }) => key === sort)) wanted.splice(-1, 0, findColumn(sort, this.#averages));
    this.#made = { all, wanted, hidden, allRegions, sort };
    return this.#made;
  }

  #columns(snapshot: Snapshot, by: UiState['view']['by'], device: string | null): readonly Column[] {
    const facts = columnFacts(snapshot, by);
    const text = JSON.stringify([device, facts]);
    if (text === this.#facts) return this.#all;
    this.#facts = text;
    const columns = columnsOf(facts, this.#averages);
    const all = columns.flatMap((column) => (column.key === 'busy' ? [this.#trace, column] : [column]));
    return (this.#all = this.#steady.columns(all, `${by} ${device ?? ''}`));
  }
}

/** The snapshot with one device alone: columns of engines that only others have would be all dashes. */
function within(snapshot: Snapshot, name: string | null): Snapshot {
  if (name === null) return snapshot;
  const devices = devicesNamed(snapshot.devices, name);
  const ids = new Set(devices.map(({ id }) => id));
  return { ...snapshot, devices, clients: snapshot.clients.filter(({ device }) => ids.has(device)) };
}
