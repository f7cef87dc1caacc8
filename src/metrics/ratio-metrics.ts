/**
 * How busy engines were in the interval before the page. For a page of one moment, whose reader keeps no counters; who scrapes takes
 * `rate()` of the counters instead, which misses nothing between two scrapes.
 */
import { Gauge, type Registry } from 'prom-client';
import { busyTime } from '../ledger/busy.js';
import type { Snapshot } from '../ledger/snapshot.js';
import type { ExportState } from './accumulate.js';
import { labelNames, labelText, otherLabels, type ExportGrouping } from './groups.js';
import { PLACE_LABELS, placesOf } from './hosts.js';

/** Defines the metrics; the function it gives fills them. What is unknown has no series, nor what is no share of time. */
export function ratioMetrics(registry: Registry, by: ExportGrouping): (state: ExportState, snapshot: Snapshot) => void {
  const registers = [registry];
  const groups = new Gauge({
    name: 'gpu_top_engine_busy_ratio',
    help: 'Share of the engine group that clients kept busy in the last interval, 0 to 1.',
    labelNames: [...PLACE_LABELS, 'engine', ...labelNames(by)],
    registers,
  });
  const devices = new Gauge({
    name: 'gpu_top_device_engine_busy_ratio',
    help: 'Share of the engine group that was busy in the last interval, over all clients, 0 to 1.',
    labelNames: [...PLACE_LABELS, 'engine'],
    registers,
  });
  return (state, snapshot) => {
    const place = placesOf(snapshot);
    for (const { labels, clients } of [...state.groups.values(), { labels: otherLabels(by), clients: state.other.clients }]) {
      for (const { device, engines } of clients) {
        for (const [engine, use] of engines) {
          const ratio = busyTime(use);
          if (ratio !== null) groups.inc({ ...labels, ...place(device), engine: labelText(engine) }, ratio);
        }
      }
    }
    for (const { id, engines } of snapshot.devices) {
      for (const [engine, { ratio: figure, basis = null }] of engines) {
        const ratio = busyTime({ ratio: figure, basis });
        if (ratio !== null) devices.set({ ...place(id), engine: labelText(engine) }, Math.min(1, ratio));
      }
    }
  };
}
