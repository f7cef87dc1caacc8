/** The context of a frame: what the keys that follow will mean. */
import type { Snapshot } from '../../ledger/snapshot.js';
import type { Column } from '../../view/columns/columns.js';
import { deviceLabel } from '../../view/devices/devices.js';
import { printable } from '../../view/text/printable.js';
import type { Layout } from '../layout.js';
import { columnAt, type TableColumn } from '../panels/table.js';
import type { PlacedMenu } from '../panels/menu.js';
import { holdsClient, type ShownRow, type ShownRows } from '../rows.js';
import type { Hit, KeyContext, KeyContextRow } from './key-context.js';
import type { MenuItem } from './state.js';
import { TRACE_KEY } from '../charts/trace-column.js';

export interface KeyContextParts {
  readonly snapshot: Snapshot;
  readonly shown: ShownRows;
  readonly all: readonly Column[];
  readonly columns: readonly Column[];
  readonly placed: readonly TableColumn[];
  readonly layout: Layout;
  /** Names of the devices whose panels are drawn. */
  readonly panels: readonly string[];
  readonly menu: PlacedMenu | null;
  readonly readonly: boolean;
  readonly graph: KeyContext['graph'];
}

export function makeKeyContext({
  snapshot,
  shown,
  all,
  columns,
  placed,
  layout,
  panels,
  menu,
  readonly,
  graph,
}: KeyContextParts): KeyContext {
  return {
    rowCount: shown.rows.length,
    row: (index) => {
      const row = shown.rows[index];
      return row === undefined ? null : sceneRow(row);
    },
    indexOf: (key) => {
      const index = shown.rows.findIndex(({ row }) => row.key === key);
      return index === -1 ? null : index;
    },
    indexOfClient: (key) => {
      const index = shown.rows.findIndex(({ row }) => holdsClient(row, key));
      return index === -1 ? null : index;
    },
    tableRows: layout.tableRows,
    columns: Math.max(0, columns.length - 2),
    sortKeys: () => [{ label: 'busiest first', value: '' }, ...items(columns.filter(({ key }) => key !== TRACE_KEY))],
    columnItems: () => items(all),
    users: () => [{ label: 'all users', value: '' }, ...usersOf(snapshot)],
    devices: snapshot.devices.map(deviceLabel),
    readonly,
    graph,
    hit: (x, y): Hit | null => {
      const item = menu?.itemAt(x, y) ?? null;
      if (item !== null) return { kind: 'item', index: item };
      const menuCells = menu?.cells ?? 0;
      if (menu !== null && x < menuCells && y >= menu.top) return null;
      let below: number = layout.title;
      for (const [i, height] of layout.panels.entries()) {
        if (y >= below && y < below + height) return { kind: 'device', name: panels[i] ?? '' };
        below += height;
      }
      if (y === layout.tableTop && layout.tableHead === 1) {
        const sort = columnAt(placed, x - menuCells);
        return sort === null || sort === TRACE_KEY ? null : { kind: 'head', sort };
      }
      const row = y - layout.tableTop - layout.tableHead;
      return row < 0 || row >= layout.tableRows ? null : { kind: 'row', index: row };
    },
  };
}

function items(columns: readonly Column[]): { label: string; value: string }[] {
  return columns.map((column) => ({ label: column.title, value: column.key }));
}

function sceneRow({ row, fold, ended }: ShownRow): KeyContextRow {
  const process = row.clients[0]?.owner ?? row.silentFds[0]?.process;
  const name = printable(row.comm);
  return {
    key: row.key,
    client: row.clients[0]?.key ?? null,
    target:
      ended !== null || row.pid === null || process === undefined
        ? null
        : { pid: row.pid, startTimeTicks: process.startTimeTicks, name },
    ended: ended !== null,
    group: fold !== null,
    copied: () => `${row.pid ?? ''} ${printable(row.command)}`.trim(),
    text: () => `${row.pid ?? ''} ${row.user ?? ''} ${row.comm} ${row.command}`.toLowerCase(),
  };
}

function usersOf({ clients, silentFds }: Snapshot): MenuItem[] {
  const uids = new Map<string, number | null>();
  for (const { user, uid } of [...clients.map(({ owner }) => owner), ...silentFds.map(({ process }) => process)])
    if (user !== null) uids.set(user, uid);
  return [...uids]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, uid]) => ({ label: printable(name), value: name, ...(uid === null ? {} : { also: String(uid) }) }));
}
