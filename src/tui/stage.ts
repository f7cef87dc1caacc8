/**
 * From snapshot and state to what stands on the screen: the rows in order, the columns, the share-out of lines, and the scene
 * that the next key will be judged by.
 */
import type { Snapshot } from '../ledger/snapshot.js';
import { columnsFor, type Column } from '../view/columns.js';
import { isDevice } from '../view/devices.js';
import { layoutScreen, type Layout } from './layout.js';
import { tallHeight, type DevicePanel } from './panels/device-panel.js';
import { menuWidth } from './panels/menu.js';
import { placeColumns, type TableColumn, type TableOptions } from './panels/table.js';
import { bannerText } from './panels/title.js';
import { RowKeeper, type ShownRows } from './rows.js';
import { makeScene } from './make-scene.js';
import type { Scene } from './scene.js';
import type { UiState } from './state.js';
import { Steady } from './steady.js';

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Everything a frame is drawn from. */
export interface Prepared extends Size {
  readonly snapshot: Snapshot;
  readonly panels: readonly DevicePanel[];
  readonly shown: ShownRows;
  readonly columns: readonly TableColumn[];
  readonly table: TableOptions;
  readonly layout: Layout;
  /** Cells that an open menu takes at the left. */
  readonly menuCells: number;
  readonly scene: Scene;
}

export class Stage {
  readonly #steady = new Steady();
  readonly #keeper = new RowKeeper();
  readonly #readonly: boolean;

  constructor(options: { readonly readonly: boolean }) {
    this.#readonly = options.readonly;
  }

  prepare(snapshot: Snapshot, state: UiState, size: Size): Prepared {
    const shown = this.#keeper.rows(snapshot, state);
    const panels = this.#panels(snapshot, state);
    const { by } = state.view;
    const all = this.#steady.columns(columnsFor(snapshot, { by }), by);
    const columns = this.#wanted(all, state);
    const layout = layoutScreen({
      ...size,
      banner: bannerText(snapshot) !== null,
      panels: state.panels,
      tallPanels: panels.map(({ engines }) => tallHeight(engines.length, size.width)),
      rows: this.#steady.rows(shown.rows.length),
    });
    const menuCells = state.menu === null ? 0 : menuWidth(state.menu, size.width);
    const table: TableOptions = {
      cells: state.cells,
      perEngine: state.perEngine,
      sort: state.view.sort,
      reverse: state.view.reverse,
      columnScroll: state.columnScroll,
      selected: state.selected,
      marks: state.marks,
    };
    const placed = placeColumns(columns, size.width - menuCells, table);
    const scene = makeScene({ snapshot, shown, all, columns, layout, placed, menuCells, readonly: this.#readonly });
    return { ...size, snapshot, panels, shown, columns: placed, table, layout, menuCells, scene };
  }

  #panels(snapshot: Snapshot, state: UiState): DevicePanel[] {
    const engines = this.#steady.engines(snapshot);
    const { device: only } = state.view;
    return snapshot.devices
      .filter((device) => only === null || isDevice(device, only))
      .map((device) => ({
        device,
        engines: engines.get(device.id) ?? [],
        history: () => [],
        perEngine: state.perEngine,
      }));
  }

  /** The columns that the user wants of those that there are. */
  #wanted(columns: readonly Column[], state: UiState): readonly Column[] {
    const main = columns.find((column) => column.kind === 'region');
    return columns.filter(
      (column) => !state.hidden.has(column.key) && (state.allRegions || column.kind !== 'region' || column === main),
    );
  }
}
