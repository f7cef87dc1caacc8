/**
 * From snapshot and state to what stands on the screen: the rows in order, the columns, the share-out of lines, and the context
 * that the next key will be judged by.
 */
import type { History } from '../history/history.js';
import type { Snapshot } from '../ledger/snapshot.js';
import { withClients } from '../view/row/make-row.js';
import type { Column } from '../view/columns/columns.js';
import type { Row } from '../view/row/row.js';
import { memoryInUse } from '../view/row/row-values.js';
import { averaged } from './charts/averaged.js';
import type { LineChart } from './charts/line-chart-data.js';
import { deviceSubject, pastSeconds, rowSubject, type Subject } from './charts/history-series.js';
import { deviceLabel } from '../view/devices/devices.js';
import { devicesNamed } from '../view/devices/device-names.js';
import { windowFor, windowWithin } from './charts/graph-window.js';
import { Leaders } from './charts/leaders.js';
import { layoutScreen, type Layout } from './layout.js';
import type { DevicePanel } from './panels/device-meters.js';
import { planPanels, type PanelPlan } from './panels/device-panel.js';
import { placeMenu, type PlacedMenu } from './panels/menu.js';
import { mainMemory } from '../view/devices/main-memory.js';
import { themeFor } from './theme/theme.js';
import { ColumnPlacer, type TableColumn, type TableOptions } from './panels/table.js';
import { holdsClient, RowKeeper, type ShownRows } from './rows.js';
import { makeKeyContext } from './state/make-key-context.js';
import type { KeyContext } from './state/key-context.js';
import { AVERAGE_SECONDS, type UiState } from './state/state.js';
import { Steady } from './steady.js';
import { UsageLog } from '../usage/usage-log.js';
import { ColumnChooser } from './wanted-columns.js';

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Everything a frame is drawn from. */
export interface Prepared extends Size {
  readonly snapshot: Snapshot;
  readonly panels: readonly DevicePanel[];
  readonly meters: PanelPlan;
  readonly shown: ShownRows;
  readonly columns: readonly TableColumn[];
  /** Those that are to be shown, whether they fit or not. */
  readonly wanted: readonly Column[];
  readonly table: TableOptions;
  readonly layout: Layout;
  /** An open menu; null: there is none. */
  readonly menu: PlacedMenu | null;
  readonly context: KeyContext;
  readonly history: History;
  readonly usage: UsageLog;
  /** What the history page is about; null: there is nothing. */
  readonly subject: Subject | null;
  /** The selected row with its own ratios, whatever the table averages; null: none, or not shown. */
  readonly selectedRow: Row | null;
  readonly lineChart: LineChart | null;
}

/** The column of the order that holds when none was chosen. */
const BUSIEST = 'busy';

export class Stage {
  readonly #steady = new Steady();
  readonly #keeper: RowKeeper;
  readonly #readonly: boolean;
  readonly #history: History;
  readonly #leaders: Leaders;
  readonly #chooser: ColumnChooser;
  readonly #placer = new ColumnPlacer();
  readonly #usage = new UsageLog();
  #firstNs: bigint | null = null;
  /** Set once it is loaded; until then, and in tests without a screen, our own chart is drawn. */
  lineChart: LineChart | null = null;

  constructor(options: { readonly readonly: boolean; readonly history: History }) {
    this.#readonly = options.readonly;
    this.#history = options.history;
    this.#keeper = new RowKeeper(options.history);
    this.#leaders = new Leaders(options.history);
    this.#chooser = new ColumnChooser(this.#steady, this.#history);
  }

  prepare(given: Snapshot, state: UiState, size: Size): Prepared {
    const snapshot = this.#steady.calm(given);
    const seconds = AVERAGE_SECONDS[state.average];
    const viewed = seconds === null ? snapshot : averaged(snapshot, this.#history, seconds);
    const shown = this.#keeper.rows(viewed, state);
    this.#usage.add(snapshot);
    const panels = this.#panels(snapshot, state);
    const { all, wanted } = this.#chooser.choose(snapshot, state);
    const layout = layoutScreen({
      height: size.height,
      panels: state.panels,
      engines: panels.map(({ engines }) => engines.length),
      rows: this.#steady.rows(
        shown.rows.length,
        size.height,
        rowsView(state),
        this.#isFirstSight(snapshot, shown),
        snapshot.atNs,
      ),
    });
    const menu = placeMenu(state.menu, layout, size);
    const menuCells = menu?.cells ?? 0;
    const meters = planPanels(panels, layout.panels, size.width - (menu?.isHigh === true ? menuCells : 0));
    const table: TableOptions = {
      cells: state.cells,
      perEngine: state.perEngine,
      sort: state.view.sort ?? BUSIEST,
      reverse: state.view.reverse,
      columnScroll: state.columnScroll,
      selected: selectedOf(shown, state)?.key ?? state.selected,
      marks: state.marks,
      ...memoryShares(snapshot),
    };
    const placed = this.#placer.place(wanted, size.width - menuCells, table);
    const selected = selectedOf(shown, state);
    const selectedRow = selected === null || viewed === snapshot ? selected : rawRow(selected, snapshot);
    const [firstDevice] = panels.filter(({ engines }) => engines.length > 0).map(({ device }) => deviceSubject(device));
    const subject = selectedRow === null ? (firstDevice ?? null) : rowSubject(selectedRow);
    const past = subject === null ? 0 : pastSeconds(this.#history, subject);
    const graphSeconds = state.graphSeconds === null ? windowFor(past) : windowWithin(state.graphSeconds, past);
    const context = makeKeyContext({
      snapshot,
      shown,
      all,
      columns: wanted,
      layout,
      panels: panels.map(({ device }) => deviceLabel(device)),
      placed,
      menu,
      readonly: this.#readonly,
      graph: { seconds: graphSeconds, past },
    });
    const frame = {
      snapshot,
      panels,
      meters,
      shown,
      columns: placed,
      wanted,
      table,
      layout,
      menu,
      context,
      subject,
      selectedRow,
    };
    return { ...size, ...frame, history: this.#history, usage: this.#usage, lineChart: this.lineChart };
  }

  /** The first snapshot holds one reading of each client, and one reading is no rate. */
  #isFirstSight({ atNs }: Snapshot, { rows }: ShownRows): boolean {
    this.#firstNs ??= atNs;
    return atNs === this.#firstNs && rows.every(({ row }) => row.busiest === null);
  }

  #panels(snapshot: Snapshot, state: UiState): DevicePanel[] {
    const engines = this.#steady.engines(snapshot);
    const isPlain = state.ascii || themeFor(state).isMono;
    this.#leaders.see(snapshot);
    const { device: only } = state.view;
    const shown = only === null ? snapshot.devices : devicesNamed(snapshot.devices, only);
    return shown.map((device) => ({
      device,
      engines: engines.get(device.id) ?? [],
      chart: {
        history: this.#history,
        device: device.id,
        lead: this.#leaders.of(device.id),
        memory: mainMemory(device),
        intervalMs: state.intervalMs,
        isPlain,
      },
      perEngine: state.perEngine,
    }));
  }
}

/** The selected row, or the one that its client is in since rows were grouped otherwise. */
function selectedOf({ rows }: ShownRows, { selected, anchor }: UiState): Row | null {
  if (selected === null) return null;
  const own = rows.find(({ row }) => row.key === selected);
  const now = own ?? (anchor === null ? undefined : rows.find(({ row }) => holdsClient(row, anchor)));
  return now?.row ?? null;
}

/** What decides which rows there are; of a filter being typed the one before, or each letter would move the screen. */
function rowsView({ view: { by, device, all, filter }, tree, open, prompt }: UiState): readonly unknown[] {
  return [by, device, all, tree, open, prompt?.kind === 'filter' ? prompt.before : filter];
}

/** What a row has of its device's main memory. */
function memoryShares({ devices }: Snapshot): Pick<TableOptions, 'memoryShare' | 'hasMemoryShares'> {
  const totals = new Map(devices.map((device) => [device.id, mainMemory(device)?.totalBytes ?? 0]));
  const memoryShare: TableOptions['memoryShare'] = (row) => {
    const total = totals.get(row.device ?? '') ?? 0;
    const used = total === 0 ? null : memoryInUse(row);
    return used === null ? null : Math.min(1, used / total);
  };
  return { memoryShare, hasMemoryShares: [...totals.values()].some((total) => total > 0) };
}

/** The row over the clients as they were read: explanations must not mix averages into a sum. */
function rawRow(row: Row, { clients }: Snapshot): Row {
  const raw = new Map(clients.map((client) => [client.key, client]));
  return withClients(
    row,
    row.clients.map((client) => raw.get(client.key) ?? client),
  );
}
