/** The metrics of groups of clients: who used which engine how long, and who holds how much memory. */
import { Counter, Gauge, type Registry } from 'prom-client';
import type { Snapshot } from '../ledger/snapshot.js';
import type { ExportState, GroupState } from './accumulate.js';
import { CLIENT_GAUGES, gaugeSeries } from './client-gauges.js';
import type { FirstPages } from './first-pages.js';
import { labelNames, labelText, otherLabels, type ExportGrouping } from './groups.js';
import { PLACE_LABELS, placesOf } from './hosts.js';
import { memorySeries } from './memory-series.js';

type Shown = Pick<GroupState, 'labels' | 'totals' | 'clients' | 'beganNs'>;

/** Defines the metrics; the function it gives fills them from a state. */
export function groupMetrics(
  registry: Registry,
  by: ExportGrouping,
  first: FirstPages,
): (state: ExportState, snapshot: Snapshot) => void {
  const labels = labelNames(by);
  const registers = [registry];
  const busy = new Counter({
    name: 'gpu_top_engine_busy_seconds_total',
    help: 'Time that clients kept engines of the group busy, since the exporter first saw them. From cycles where the driver counts no time.',
    labelNames: [...PLACE_LABELS, 'engine', ...labels],
    registers,
  });
  const cycles = new Counter({
    name: 'gpu_top_engine_cycles_total',
    help: 'Busy cycles of clients on engines of the group, since the exporter first saw them. Only from drivers that count cycles.',
    labelNames: [...PLACE_LABELS, 'engine', ...labels],
    registers,
  });
  const memory = new Gauge({
    name: 'gpu_top_client_memory_bytes',
    help: 'Memory of clients by region and kind, as the driver names them. Shared memory counts in each client that maps it.',
    labelNames: [...PLACE_LABELS, 'region', 'kind', ...labels],
    registers,
  });
  const clients = new Gauge({
    name: 'gpu_top_clients',
    help: 'Open DRM clients, and processes on a device that fdinfo is silent about.',
    labelNames: [...PLACE_LABELS, ...labels],
    registers,
  });
  const gauges = new Map(
    CLIENT_GAUGES.map((each) => {
      const { name, help } = each;
      return [each, new Gauge({ name, help, labelNames: [...PLACE_LABELS, ...labels], registers })];
    }),
  );

  function fill({ labels: group, totals, clients: members, beganNs }: Shown, at: ReturnType<typeof placesOf>): void {
    for (const [device, engines] of totals) {
      for (const [engine, total] of engines) {
        const place = { ...group, ...at(device), engine: labelText(engine) };
        const series = [beganNs.toString(), ...Object.values(place)];
        if (total.busyNs !== null) busy.inc(place, first.value(['busy', ...series], Number(total.busyNs) / 1e9));
        if (total.cycles !== null) cycles.inc(place, first.value(['cycles', ...series], Number(total.cycles)));
      }
    }
    for (const { device, region, kind, bytes } of memorySeries(members))
      memory.inc({ ...group, ...at(device), region: labelText(region), kind }, bytes);
    for (const { gauge, device, value } of gaugeSeries(members)) gauges.get(gauge)?.inc({ ...group, ...at(device) }, value);
    for (const { device } of members) clients.inc({ ...group, ...at(device) });
  }

  return (state, snapshot) => {
    const at = placesOf(snapshot);
    for (const group of state.groups.values()) fill(group, at);
    fill({ ...state.other, labels: otherLabels(by), beganNs: 0n }, at);
  };
}
