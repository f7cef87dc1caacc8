/**
 * From snapshot and state to what stands on the screen: the rows in order, the columns, the share-out of lines, and the scene
 * that the next key will be judged by.
 */
import type { Snapshot } from '../ledger/snapshot.js';
import { columnsFor, type Column } from '../view/columns.js';
import { deviceLabel, isDevice } from '../view/devices.js';
import { printable } from '../view/printable.js';
import { layoutScreen, type Layout } from './layout.js';
import { tallHeight, type DevicePanel } from './panels/device-panel.js';
import { menuWidth } from './panels/menu.js';
import { columnAt, placeColumns, type TableColumn, type TableOptions } from './panels/table.js';
import { bannerText } from './panels/title.js';
import { RowKeeper, type ShownRow, type ShownRows } from './rows.js';
import type { Hit, Scene, SceneRow } from './scene.js';
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
    const columns = this.#columns(snapshot, state);
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
    const scene = makeScene({ snapshot, shown, columns, layout, placed, menuCells, readonly: this.#readonly });
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

  #columns(snapshot: Snapshot, state: UiState): readonly Column[] {
    const { by } = state.view;
    const columns = this.#steady.columns(columnsFor(snapshot, { by }), by);
    if (state.allRegions) return columns;
    const [main] = columns.filter((column) => column.kind === 'region');
    return columns.filter((column) => column.kind !== 'region' || column === main);
  }
}

interface SceneParts {
  readonly snapshot: Snapshot;
  readonly shown: ShownRows;
  readonly columns: readonly Column[];
  readonly placed: readonly TableColumn[];
  readonly layout: Layout;
  readonly menuCells: number;
  readonly readonly: boolean;
}

function makeScene({ snapshot, shown, columns, placed, layout, menuCells, readonly }: SceneParts): Scene {
  return {
    rows: shown.rows.map(sceneRow),
    tableRows: layout.tableRows,
    columns: Math.max(0, columns.length - 2),
    sortKeys: [{ label: 'busiest first', value: '' }, ...columns.map((column) => ({ label: column.title, value: column.key }))],
    users: [{ label: 'all users', value: '' }, ...usersOf(snapshot)],
    devices: snapshot.devices.map(deviceLabel),
    readonly,
    hit: (x, y): Hit | null => {
      if (x < menuCells) return null;
      if (y === layout.tableTop && layout.tableHead === 1) {
        const sort = columnAt(placed, x - menuCells);
        return sort === null ? null : { kind: 'head', sort };
      }
      const row = y - layout.tableTop - layout.tableHead;
      return row < 0 || row >= layout.tableRows ? null : { kind: 'row', index: row };
    },
  };
}

function sceneRow({ row, fold }: ShownRow): SceneRow {
  const process = row.clients[0]?.owner ?? row.silentFds[0]?.process;
  const name = printable(row.comm);
  return {
    key: row.key,
    target: row.pid === null || process === undefined ? null : { pid: row.pid, startTimeTicks: process.startTimeTicks, name },
    group: fold !== null,
    text: () => `${row.pid ?? ''} ${row.user ?? ''} ${row.comm} ${row.command}`.toLowerCase(),
  };
}

function usersOf({ clients }: Snapshot): { label: string; value: string }[] {
  const names = new Set(clients.flatMap(({ owner }) => owner.user ?? []));
  return [...names].sort().map((name) => ({ label: printable(name), value: name }));
}
