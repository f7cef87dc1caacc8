/**
 * `--prom`: each tick is one page of metrics, for node_exporter's textfile collector and for whoever pushes pages. The metrics are those of
 * `serve`, without those of the process (node_exporter has its own of that name) and with how busy engines were in the tick's interval.
 * Counters begin at 0 with gpu-top, so they are worth something only where it goes on running.
 *
 * Filter and device choose the clients that are counted in groups; devices stay whole.
 */
import type { Snapshot } from '../ledger/snapshot.js';
import { accumulate, ACCUMULATE_DEFAULTS, EMPTY_EXPORT, type ExportState } from '../metrics/accumulate.js';
import { createMetricsPage } from '../metrics/metrics-page.js';
import { NO_PROCESS } from '../metrics/scan-metrics.js';
import { packageVersion } from '../shell/version.js';
import { parseFilter } from '../view/filter/filter.js';
import type { ViewOptions } from '../view/row/row.js';
import { buildRows } from '../view/rows.js';
import { checkView } from './check-view.js';
import type { Emitter } from './format.js';

/** @throws UsageError at once for a bad filter; the first tick throws it for an unknown sort key or device */
export function promEmitter(options: ViewOptions): Emitter<Promise<string>> {
  const filter = parseFilter(options.filter);
  const { by } = options;
  const rules = { ...ACCUMULATE_DEFAULTS, by };
  const page = createMetricsPage(by, { ratios: true });
  const program = packageVersion();
  const choosesClients = options.filter.trim() !== '' || options.device !== null;
  let whole: ExportState | null = null;
  let chosen = EMPTY_EXPORT;

  function take(snapshot: Snapshot): ExportState {
    if (!choosesClients) return (whole = accumulate(whole ?? EMPTY_EXPORT, snapshot, rules));
    const clients = buildRows(snapshot, { ...options, by: 'client' }, filter).flatMap((row) => row.clients);
    whole = accumulate(whole ?? EMPTY_EXPORT, snapshot, rules);
    chosen = accumulate(chosen, { ...snapshot, clients }, rules);
    return { ...chosen, devices: whole.devices };
  }

  return {
    async tick(snapshot) {
      if (whole === null) checkView(snapshot, options);
      return await page.render(take(snapshot), snapshot, { ...NO_PROCESS, sampled: true, program });
    },
  };
}
