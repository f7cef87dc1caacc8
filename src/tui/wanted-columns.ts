/** The table's columns: what the devices have, steady over the session, less what the user hid. */
import { busiestAverage, type History } from '../ledger/history.js';
import type { Snapshot } from '../ledger/snapshot.js';
import { columnsFor, type Column } from '../view/columns.js';
import { isDevice } from '../view/devices.js';
import type { UiState } from './state.js';
import type { Steady } from './steady.js';
import { traceColumn } from './trace-column.js';

export interface WantedColumns {
  /** Every column that there is. */
  readonly all: readonly Column[];
  /** Those to show, as far as they fit. */
  readonly wanted: readonly Column[];
}

export function wantedColumns(snapshot: Snapshot, state: UiState, steady: Steady, history: History): WantedColumns {
  const { by, device } = state.view;
  const averages = {
    busy: (row: Parameters<Column['value']>[0], seconds: number) =>
      busiestAverage(
        history,
        row.clients.map(({ key }) => key),
        seconds,
      ),
  };
  const columns = columnsFor(within(snapshot, device), { by, averages });
  // COMMAND stays last: it takes what room is left.
  const all = steady.columns([...columns.slice(0, -1), traceColumn(history), ...columns.slice(-1)], `${by} ${device ?? ''}`);
  const main = all.find((column) => column.kind === 'region');
  const wanted = all.filter(
    (column) => !state.hidden.has(column.key) && (state.allRegions || column.kind !== 'region' || column === main),
  );
  return { all, wanted };
}

/** The snapshot with one device alone: columns of engines that only others have would be all dashes. */
function within(snapshot: Snapshot, name: string | null): Snapshot {
  if (name === null) return snapshot;
  const devices = snapshot.devices.filter((device) => isDevice(device, name));
  const ids = new Set(devices.map(({ id }) => id));
  return { ...snapshot, devices, clients: snapshot.clients.filter(({ device }) => ids.has(device)) };
}
