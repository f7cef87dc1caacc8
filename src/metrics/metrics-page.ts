/**
 * The text of /metrics, by prom-client: it knows the format and escapes labels.
 *
 * prom-client counts for programs that count; here the kernel and the accumulator do. So each page starts from empty metrics and
 * is given absolute values, which also ends the series that are no more.
 */
import { Registry } from 'prom-client';
import type { Snapshot } from '../ledger/snapshot.js';
import type { ExportState } from './accumulate.js';
import { deviceMetrics } from './device-metrics.js';
import { groupMetrics } from './group-metrics.js';
import type { ExportGrouping } from './groups.js';
import { ratioMetrics } from './ratio-metrics.js';
import { scanMetrics, type OwnCost } from './scan-metrics.js';

export interface MetricsPage {
  readonly contentType: string;
  /** One page at a time: wait for one before asking for the next. */
  render(state: ExportState, snapshot: Snapshot, own: OwnCost): Promise<string>;
}

/** @param ratios with how busy engines were in the last interval */
export function createMetricsPage(by: ExportGrouping, { ratios = false } = {}): MetricsPage {
  const registry = new Registry();
  const fillGroups = groupMetrics(registry, by);
  const fillDevices = deviceMetrics(registry);
  const fillRatios = ratios ? ratioMetrics(registry, by) : () => undefined;
  const fillScan = scanMetrics(registry);
  return {
    contentType: registry.contentType,
    render(state, snapshot, own) {
      registry.resetMetrics();
      fillGroups(state, snapshot);
      fillDevices(state, snapshot);
      fillRatios(state, snapshot);
      fillScan(state, snapshot, own);
      return registry.metrics();
    },
  };
}
