/**
 * The text of /metrics, by prom-client: it knows both formats and escapes labels.
 *
 * prom-client counts for programs that count; here the kernel and the accumulator do. So each page starts from empty metrics and
 * is given absolute values, which also ends the series that are no more.
 */
import { Registry, type RegistryContentType } from 'prom-client';
import type { Snapshot } from '../ledger/snapshot.js';
import type { ExportState } from './accumulate.js';
import { deviceMetrics } from './device-metrics.js';
import { FirstPages } from './first-pages.js';
import { groupMetrics } from './group-metrics.js';
import type { ExportGrouping } from './groups.js';
import { ratioMetrics } from './ratio-metrics.js';
import { scanMetrics, type OwnCost } from './scan-metrics.js';

/** Prometheus' own text format, and OpenMetrics 1.0. */
export const PAGE_TYPES = { text: Registry.PROMETHEUS_CONTENT_TYPE, openMetrics: Registry.OPENMETRICS_CONTENT_TYPE } as const;
export type PageFormat = keyof typeof PAGE_TYPES;

/** Who is given a page, and in which format. */
export interface PageFor {
  readonly reader: string;
  readonly format: PageFormat;
}

export interface MetricsPage {
  /** The name under which a reader is known: those who share one may share a page of the same state. */
  nameOf(reader: string): string;
  /** One page at a time: wait for one before asking for the next. */
  render(state: ExportState, snapshot: Snapshot, own: OwnCost, to?: PageFor): Promise<string>;
}

/** @param ratios with how busy engines were in the last interval */
export function createMetricsPage(by: ExportGrouping, { ratios = false } = {}): MetricsPage {
  const first = new FirstPages();
  const define = (type: RegistryContentType) => {
    const registry = new Registry();
    // Its type is of one format for good; the object is not.
    (registry as Registry<RegistryContentType>).setContentType(type);
    const fillGroups = groupMetrics(registry, by, first);
    const fillDevices = deviceMetrics(registry, first);
    const fillRatios = ratios ? ratioMetrics(registry, by) : () => undefined;
    const fillScan = scanMetrics(registry);
    return (state: ExportState, snapshot: Snapshot, own: OwnCost): Promise<string> => {
      registry.resetMetrics();
      fillGroups(state, snapshot);
      fillDevices(state, snapshot);
      fillRatios(state, snapshot);
      fillScan(state, snapshot, own);
      return registry.metrics();
    };
  };
  const text = define(PAGE_TYPES.text);
  let openMetrics: typeof text | null = null;
  return {
    nameOf: (reader) => first.nameOf(reader),
    async render(state, snapshot, own, { reader, format } = { reader: 'the only one', format: 'text' }) {
      first.begin(reader, snapshot.atNs);
      // prom-client gives counters of OpenMetrics other names for good, so they are defined twice, the second time where it is asked for.
      const fill = format === 'text' ? text : (openMetrics ??= define(PAGE_TYPES.openMetrics));
      const page = await fill(state, snapshot, own);
      first.end();
      return page;
    },
  };
}
